// What certificates are judged by, and what this machine shows of itself.

import { X509Certificate } from 'node:crypto';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { NetworkError } from './network-error.ts';

/** A file of the settings, and what the reader knows it by. */
export interface TrustFile {
  readonly name: string;
  /** PEM. */
  readonly text: string;
}

export interface Trust {
  /** Authorities besides Mozilla's set, or in place of it where `only` says so. */
  readonly authorities: readonly TrustFile[];
  readonly only: boolean;
  /** The certificate by which a server knows this machine, with those between it and its authority, and its key. */
  readonly certificate?: TrustFile;
  readonly key?: TrustFile;
}

const block = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** What Node's TLS judges by; it costs a good part of a second, and is to be kept. Raises NetworkError, with a sentence. */
export function secureContextOf({ authorities, only, certificate, key }: Trust): SecureContext {
  for (const file of [...authorities, ...(certificate ? [certificate] : [])]) check(file);
  if (!certificate !== !key)
    throw new NetworkError(
      `${(certificate ?? key)!.name} is of no use alone: the settings have to name a client's certificate and its key.`,
    );
  try {
    return createSecureContext({
      ca: [...(only ? [] : rootCertificates), ...authorities.map(({ text }) => text)],
      ...(certificate && key ? { cert: certificate.text, key: key.text } : {}),
    });
  } catch (cause) {
    throw new NetworkError(
      `${certificate?.name} and ${key?.name} cannot be used (${(cause as Error).message}). The key has to be that of the certificate, in PEM, without a passphrase.`,
      { cause },
    );
  }
}

/** Node passes over what it does not understand. */
function check({ name, text }: TrustFile): void {
  try {
    const found = text.match(block) ?? [];
    if (found.length === 0) throw new Error('there is none in it');
    for (const one of found) new X509Certificate(one);
  } catch (cause) {
    throw new NetworkError(`${name} holds no certificate in PEM that can be read (${(cause as Error).message}).`, {
      cause,
    });
  }
}
