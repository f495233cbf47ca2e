// Which authorities are trusted, as the real OpenSSL hears it: who asks for a client's certificate says whose he takes.

import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../build/command.ts';
import { makeCertificates } from '../../../qemu/certificates.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { secureContextOf } from '../../../src/network/trust.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
const { authority, certificate, key } = await makeCertificates(directory.path, { names: ['IP:127.0.0.1'] });
const file = (path: string) => ({ name: path, text: readFileSync(path, 'utf8') });
const own = { authorities: [file(authority)], certificate: file(certificate), key: file(key) };

/** The names of the authorities that are trusted in the context. */
async function trustedIn(secureContext: SecureContext): Promise<string[]> {
  const server = createServer((raw) => {
    const socket = new TLSSocket(raw, { isServer: true, secureContext, requestCert: true, rejectUnauthorized: false });
    socket.on('error', () => {});
    socket.end('known');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const said = await run('sh', ['-c', `openssl s_client -connect ${at} </dev/null 2>&1 || true`], {
      timeout: 60_000,
    });
    const [, names = ''] = /Acceptable client certificate CA names\n([\s\S]*?)\n(?:Requested|Client)/.exec(said) ?? [];
    return names.split('\n');
  } finally {
    server.close();
  }
}

test('the authorities of the settings are trusted besides those of Mozilla', async () => {
  const names = await trustedIn(secureContextOf({ ...own, only: false }));
  assert.ok(names.includes('CN = The authority of a test'));
  assert.ok(names.some((name) => name.includes('ISRG Root X1')));
  assert.ok(names.length > 50);
});

test('with ca-only those of Mozilla are left out', async () => {
  assert.equal(await trustedIn(secureContextOf({ ...own, only: true })), ['CN = The authority of a test']);
});

test.run();
