// Certificates for the servers of a test, by OpenSSL: an authority of its own and what it has signed.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../build/command.ts';
import { ensureTools } from '../build/tools.ts';

export interface Certificates {
  /** PEM files: the authority's certificate, the server's, and the server's key. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
  /** Those of a client. */
  readonly clientCertificate: string;
  readonly clientKey: string;
}

export interface Wishes {
  /** Names and addresses that the server's certificate is for, as OpenSSL has them: `IP:10.77.0.1`, `DNS:boot.test`. */
  readonly names: readonly string[];
  /** For how many days it is valid; of a negative number it has expired. 30 if absent. */
  readonly days?: number;
}

/** Makes them in `directory`, as files of the names in {@link Certificates}. Throws a CommandError. */
export async function makeCertificates(directory: string, { names, days = 30 }: Wishes): Promise<Certificates> {
  await ensureTools(['openssl']);
  const openssl = (...args: string[]) => run('openssl', args, { timeout: 60_000 });
  const file = (name: string) => join(directory, `${name}.pem`);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const [authority, authorityKey] = [file('authority'), file('authorityKey')];
  const subject = ['-subj', '/CN=The authority of a test', '-days', '30', '-addext', 'keyUsage=critical,keyCertSign'];
  await openssl('req', '-x509', ...newKey, '-keyout', authorityKey, '-out', authority, ...subject);
  const sign = async (name: string, key: string, extension: string, forDays: number): Promise<void> => {
    const [request, extensions] = [join(directory, `${name}.csr`), join(directory, `${name}.ext`)];
    await openssl('req', ...newKey, '-keyout', file(key), '-out', request, '-subj', `/CN=${name}`);
    await writeFile(extensions, extension);
    const by = ['-CA', authority, '-CAkey', authorityKey, '-CAcreateserial', '-extfile', extensions];
    await openssl('x509', '-req', '-in', request, ...by, '-days', `${forDays}`, '-out', file(name));
  };
  await sign('certificate', 'key', `subjectAltName=${names.join(',')}\n`, days);
  await sign('clientCertificate', 'clientKey', 'extendedKeyUsage=clientAuth\n', 30);
  return {
    authority,
    certificate: file('certificate'),
    key: file('key'),
    clientCertificate: file('clientCertificate'),
    clientKey: file('clientKey'),
  };
}
