// Certificates for servers of tests, from an authority of their own, made by openssl.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../build/command.ts';

/** Paths of PEM files. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

const keyOptions = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const openssl = (...args: string[]) => run('openssl', args, { timeout: 60_000 });

export class Authority implements Issued {
  readonly certificate: string;
  readonly key: string;
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
    this.certificate = join(directory, 'authority.pem');
    this.key = join(directory, 'authority.key');
  }

  /** A new authority, whose files lie in `directory`, which is made. */
  static async make(directory: string): Promise<Authority> {
    mkdirSync(directory, { recursive: true });
    const authority = new Authority(directory);
    const { certificate, key } = authority;
    const subject = ['-subj', '/CN=authority', '-addext', 'keyUsage=critical,keyCertSign'];
    await openssl('req', '-x509', ...keyOptions, '-days', '2', ...subject, '-keyout', key, '-out', certificate);
    return authority;
  }

  /**
   * A certificate for what openssl knows as `subjectAltName`, such as `DNS:localhost,IP:127.0.0.1`.
   * @param days how long it holds from now on; less than 1 for one that has ended
   */
  async issue(name: string, subjectAltName: string, days = 2): Promise<Issued> {
    const path = (extension: string) => join(this.#directory, `${name}.${extension}`);
    const [request, certificate, key] = [path('csr'), path('pem'), path('key')];
    await openssl('req', ...keyOptions, '-subj', `/CN=${name}`, '-keyout', key, '-out', request);
    writeFileSync(path('ext'), `subjectAltName=${subjectAltName}\n`);
    const from = ['-CA', this.certificate, '-CAkey', this.key, '-CAcreateserial', '-extfile', path('ext')];
    await openssl('x509', '-req', '-in', request, ...from, '-days', `${days}`, '-out', certificate);
    return { certificate, key };
  }
}
