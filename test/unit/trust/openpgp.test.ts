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
import { readPackets } from '../../../src/trust/openpgp/packets.ts';
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

/** gpg asks for the reason by its number in a list: compromised, superseded, no longer used. */
function revoke(user: string, reason: string): void {
  const certificate = execFileSync(
    'gpg',
    ['--no-tty', '--yes', '--command-fd', '0', '--pinentry-mode', 'loopback', '--passphrase', '', '--gen-revoke', user],
    { env: { ...process.env, GNUPGHOME: home }, input: `y\n${reason}\n\ny\n`, stdio: ['pipe', 'pipe', 'ignore'] },
  );
  writeFileSync(at('revocation'), certificate);
  gpg('--import', at('revocation'));
}

/** The keyring with all its signatures broken. */
function unsigned(keyring: Buffer): Buffer {
  const changed = Buffer.from(keyring);
  for (const { type, body } of readPackets(changed)) if (type === 2) body[body.length - 1]! ^= 1;
  return changed;
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

/** What gpg does at that time, by a faked clock. */
const gpgAt = (time: string, ...args: string[]) => gpg('--faked-system-time', time, ...args);
const [day, made] = [86_400, Date.UTC(2020, 0, 1) / 1000];

test('a signature from before the end of its key is good, and one from after it is not; a longer life counts', async () => {
  const user = 'ends@example.org';
  gpgAt('20200101T000000!', '--quick-generate-key', user, 'ed25519', 'sign', '2d');
  const sign = (...args: string[]) => gpg('--local-user', user, '--output', '-', ...args, '--detach-sign', at('file'));
  const [listed] = readKeys(gpg('--export', user));
  const key = listed!.fingerprint;
  assert.is(listed!.end, made + 2 * day);
  const early = sign('--faked-system-time', '20200102T000000!');
  assert.equal(await check(early, signed, [listed!]), { kind: 'good', key, end: made + 2 * day });
  assert.is((await check(early, Buffer.from('x'), [listed!])).kind, 'bad');
  gpgAt('20200102T120000!', '--quick-set-expire', key, '30d');
  const longer = readKeys(gpg('--export', user));
  assert.is(longer[0]!.end, made + 30 * day + day * 1.5);
  const later = sign('--faked-system-time', '20200110T000000!');
  assert.equal(await check(later, signed, [listed!]), { kind: 'late', key, end: made + 2 * day });
  assert.is((await check(later, signed, longer)).kind, 'good');
});

test('the end of a subkey is its own, or that of the key before it', async () => {
  const user = 'subkey@example.org';
  gpgAt('20200101T000000!', '--quick-generate-key', user, 'rsa2048', 'cert', '20d');
  const primary = readKeys(gpg('--export', user))[0]!.fingerprint;
  gpgAt('20200101T000000!', '--quick-add-key', primary, 'ed25519', 'sign', '5d');
  gpgAt('20200101T000000!', '--quick-add-key', primary, 'rsa2048', 'sign', 'never');
  assert.equal(
    readKeys(gpg('--export', user)).map(({ end }) => end),
    [20, 5, 20].map((days) => made + days * day),
  );
});

test('a key that was revoked signs nothing any more; of one that was replaced what it has signed before is good', async () => {
  for (const [reason, kind] of [
    ['1', 'revoked'],
    ['2', 'good'],
  ] as const) {
    const user = `revoked${reason}@example.org`;
    gpgAt('20200101T000000!', '--quick-generate-key', user, 'rsa2048', 'sign', 'never');
    const signature = gpgAt(
      '20200102T000000!',
      ...['--local-user', user, '--output', '-', '--detach-sign', at('file')],
    );
    const [key] = readKeys(gpg('--export', user));
    assert.equal(await check(signature, signed, [key!]), { kind: 'good', key: key!.fingerprint });
    revoke(user, reason);
    const [ended] = readKeys(gpg('--export', user));
    assert.is((await check(signature, signed, [ended!])).kind, kind, user);
    // What somebody else says of the key does not count.
    assert.is((await check(signature, signed, readKeys(unsigned(gpg('--export', user))))).kind, 'good');
  }
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
