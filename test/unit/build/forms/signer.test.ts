import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSigner, sign } from '../../../../build/forms/signer.ts';
import { fetchPackage } from '../../../../build/package.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { failure } from '../../../failure.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
const at = (name: string) => join(directory.path, name);

function makeKey(name: string): void {
  const files = ['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)];
  const options = ['-new', '-x509', '-nodes', '-newkey', 'rsa:2048', '-subj', `/CN=${name}`, '-days', '2'];
  execFileSync('openssl', ['req', ...options, ...files], { stdio: 'ignore' });
}
makeKey('own');
makeKey('other');

test('what is signed with a key is verified with its certificate, and with no other', async () => {
  const { root } = await fetchPackage('systemd-boot-efi');
  copyFileSync(join(root, 'usr/lib/systemd/boot/efi/systemd-bootx64.efi'), at('program.efi'));
  await sign(at('program.efi'), await readSigner(at('own.key'), at('own.pem')));
  const verify = (name: string) =>
    execFileSync('sbverify', ['--cert', at(`${name}.pem`), at('program.efi')], { stdio: 'ignore' });
  verify('own');
  assert.throws(() => verify('other'));
});

test('a key and a certificate that do not belong together are refused', async () => {
  const error = await failure(readSigner(at('own.key'), at('other.pem')));
  assert.is(
    error.message,
    `the key ${at('own.key')} is not that of the certificate ${at('other.pem')}: give the two that were made together`,
  );
});

test('a file that is absent, no key, or one with a passphrase is named', async () => {
  const missing = await failure(readSigner(at('absent.key'), at('own.pem')));
  assert.is(missing.message, `the key ${at('absent.key')} cannot be read (ENOENT)`);
  assert.match((await failure(readSigner(at('own.pem'), at('own.pem')))).message, /own\.pem is no private key in PEM/);
  execFileSync(
    'openssl',
    ['rsa', '-aes128', '-passout', 'pass:secret', '-in', at('own.key'), '-out', at('locked.key')],
    {
      stdio: 'ignore',
    },
  );
  const locked = await failure(readSigner(at('locked.key'), at('own.pem')));
  assert.match(locked.message, /locked\.key is no private key in PEM without a passphrase/);
  writeFileSync(at('empty.pem'), '');
  assert.match(
    (await failure(readSigner(at('own.key'), at('empty.pem')))).message,
    /empty\.pem is no X\.509 certificate/,
  );
});

test.run();
