import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSigningKey, writeSignedSums } from '../../../build/signed-sums.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { failure } from '../../failure.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
const at = (name: string) => join(directory.path, name);
const tool = (command: string, args: readonly string[], cwd = directory.path) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

tool('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'ec.key']);
tool('openssl', ['genrsa', '-out', 'rsa.key', '2048']);
tool('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', 'ed25519.key']);

for (const kind of ['ec', 'rsa'])
  test(`sha256sum and openssl verify what was signed with a key of ${kind}, and find what was changed`, async () => {
    mkdirSync(at(kind));
    writeFileSync(at(`${kind}/one.iso`), 'one');
    writeFileSync(at(`${kind}/two.efi`), 'two');
    await writeSignedSums(at(kind), await readSigningKey(at(`${kind}.key`)));
    const sums = () => tool('sha256sum', ['-c', 'SHA256SUMS'], at(kind));
    const verify = ['dgst', '-sha256', '-verify', 'SHA256SUMS.pem', '-signature', 'SHA256SUMS.sig', 'SHA256SUMS'];
    assert.is(sums(), 'one.iso: OK\ntwo.efi: OK\n');
    assert.is(tool('openssl', verify, at(kind)), 'Verified OK\n');
    writeFileSync(at(`${kind}/one.iso`), 'another');
    assert.throws(sums);
    writeFileSync(at(`${kind}/SHA256SUMS`), 'another');
    assert.throws(() => tool('openssl', verify, at(kind)));
  });

test('a key that is absent, none, or of a kind that openssl dgst does not know is named', async () => {
  assert.match((await failure(readSigningKey(at('absent')))).message, /absent cannot be read \(ENOENT\)\. `openssl/);
  writeFileSync(at('none'), 'no key');
  assert.match((await failure(readSigningKey(at('none')))).message, /none is no private key in PEM without/);
  const other = await failure(readSigningKey(at('ed25519.key')));
  assert.match(other.message, /ed25519\.key is a key of ed25519, and one of RSA or EC is needed/);
});

test.run();
