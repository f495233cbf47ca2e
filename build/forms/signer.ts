// Signs EFI programs for Secure Boot, with sbsign.
// https://uefi.org/specs/UEFI/2.10/32_Secure_Boot_and_Driver_Signing.html

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { run } from '../command.ts';
import { ensureTools } from '../tools.ts';

export interface Signer {
  /** Paths of PEM files: a private key without a passphrase, and the certificate of its public half. */
  readonly key: string;
  readonly certificate: string;
}

const timeout = 120_000;

async function content(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Error(`${what} ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** The signer of the two files. Throws a sentence where they are none, or do not belong to each other. */
export async function readSigner(key: string, certificate: string): Promise<Signer> {
  const keyText = await content(key, 'the key');
  const certificateText = await content(certificate, 'the certificate');
  const secret = parsed(() => createPrivateKey(keyText), `${key} is no private key in PEM without a passphrase`);
  const known = parsed(() => new X509Certificate(certificateText), `${certificate} is no X.509 certificate`);
  if (!known.checkPrivateKey(secret))
    throw new Error(
      `the key ${key} is not that of the certificate ${certificate}: give the two that were made together`,
    );
  return { key, certificate };
}

function parsed<T>(read: () => T, problem: string): T {
  try {
    return read();
  } catch {
    throw new Error(`${problem}. \`openssl req -new -x509 -nodes -newkey rsa:2048\` makes both`);
  }
}

/** Signs the EFI program `path` in place. Throws sbsign's message. */
export async function sign(path: string, { key, certificate }: Signer): Promise<void> {
  await ensureTools(['sbsign']);
  await run('sbsign', ['--key', key, '--cert', certificate, '--output', path, path], { timeout });
}
