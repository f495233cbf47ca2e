// Signatures, made by GnuPG with keys of each kind.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { cleartextOf, unarmored } from '../../../src/trust/openpgp/armor.ts';
import { checkSignature } from '../../../src/trust/openpgp/check.ts';
import { type PublicKey, readKeys } from '../../../src/trust/openpgp/keys.ts';
import { readSignatures } from '../../../src/trust/openpgp/signature.ts';

await ensureTools(['gpg', 'gpg-agent']);
const directory = await temporaryDirectory();
const home = join(directory.path, 'home');
mkdirSync(home, { mode: 0o700 });
const gpg = (...args: string[]): Buffer =>
  execFileSync('gpg', ['--batch', '--quiet', '--yes', '--passphrase', '', '--pinentry-mode', 'loopback', ...args], {
    env: { ...process.env, GNUPGHOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
test.after(() => {
  execFileSync('gpgconf', ['--kill', 'all'], { env: { ...process.env, GNUPGHOME: home } });
  directory.remove();
});

const at = (name: string) => join(directory.path, name);
const signed = Buffer.from('line one \n- line two\n\nthe last line\n');
writeFileSync(at('file'), signed);

const kinds = ['rsa2048', 'rsa3072', 'ed25519'] as const;
for (const kind of kinds) gpg('--quick-generate-key', `${kind}@example.org`, kind, 'sign', 'never');
const keyring = gpg('--export');
const keys = readKeys(keyring);
const keyOf = (kind: string): PublicKey => {
  const listed = gpg('--with-colons', '--list-keys', `${kind}@example.org`).toString();
  const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(listed)![1];
  return keys.find((key) => key.fingerprint === fingerprint)!;
};

function sign(kind: string, ...args: string[]): Buffer {
  return gpg('--local-user', `${kind}@example.org`, '--output', '-', ...args, at('file'));
}

const check = (signature: Uint8Array, content: Uint8Array = signed, by: readonly PublicKey[] = keys) =>
  checkSignature(signature, by, async (take) => {
    // In pieces, as a file is read.
    take(content.subarray(0, 5));
    take(content.subarray(5));
  });

test('keys have the fingerprints that gpg shows, armored or not', () => {
  for (const kind of kinds) assert.ok(keyOf(kind), kind);
  assert.equal(
    readKeys(gpg('--export', '--armor')).map(({ fingerprint }) => fingerprint),
    keys.map(({ fingerprint }) => fingerprint),
  );
});

for (const kind of kinds)
  test(`a signature by ${kind} is good, and is bad of anything else`, async () => {
    const { fingerprint } = keyOf(kind);
    for (const hash of ['SHA256', 'SHA512'])
      assert.equal(await check(sign(kind, '--digest-algo', hash, '--detach-sign')), { kind: 'good', key: fingerprint });
    const armored = sign(kind, '--armor', '--detach-sign');
    assert.equal(await check(armored), { kind: 'good', key: fingerprint });
    assert.equal(await check(armored, Buffer.from(`${signed}x`)), { kind: 'bad', key: fingerprint });
    const damaged = Buffer.from(unarmored(armored));
    damaged[damaged.length - 1]! ^= 1;
    assert.is((await check(damaged)).kind, 'bad');
  });

test('of several signatures one that is good is enough, and one by a key that is not known counts for nothing', async () => {
  const both = Buffer.concat([sign('rsa2048', '--detach-sign'), sign('ed25519', '--detach-sign')]);
  assert.is((await check(both, signed, [keyOf('ed25519')])).kind, 'good');
  const verdict = await check(sign('rsa2048', '--detach-sign'), signed, [keyOf('ed25519')]);
  assert.is(verdict.kind, 'unknown');
  assert.ok(keyOf('rsa2048').fingerprint.endsWith(verdict.key));
});

test('a text with its signature below it is checked as the text that it says', async () => {
  const text = cleartextOf(sign('rsa3072', '--clear-sign'))!;
  assert.is(Buffer.from(text.signed).toString().replaceAll('\r\n', '\n'), 'line one\n- line two\n\nthe last line');
  assert.is((await check(text.signature, text.signed)).kind, 'good');
  assert.is((await check(text.signature, Buffer.from('another text'))).kind, 'bad');
  assert.is(cleartextOf(signed), undefined);
});

test('signatures with SHA-1, and what is no signature, are none', async () => {
  assert.equal(readSignatures(sign('rsa2048', '--digest-algo', 'SHA1', '--detach-sign')), []);
  assert.equal(await check(Buffer.from('no signature')), { kind: 'none', key: '' });
});

test('whatever is in a keyring or a signature, there is an end', async () => {
  const signature = sign('rsa2048', '--detach-sign');
  for (const bytes of [keyring, signature])
    for (let position = 0; position < bytes.length; position += 3) {
      const broken = Buffer.from(bytes);
      broken[position]! ^= 0xff;
      readKeys(broken.subarray(0, bytes.length - (position % 7)));
      assert.not.equal((await check(broken, Buffer.from('x'))).kind, 'good');
    }
  assert.equal(readFileSync(at('file')), signed);
});

test.run();
