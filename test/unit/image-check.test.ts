// Whether a disc image is checked before something in it boots, with images and checksums in real files.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureTools } from '../../build/tools.ts';
import { type Temporary, temporaryDirectory } from '../../qemu/temporary.ts';
import { en } from '../../src/console/messages/en.ts';
import { DirectoryVolume } from '../../src/disks/directory-volume.ts';
import { ImageCheck } from '../../src/image-check.ts';
import { entry } from './entries.ts';

const test = suite<{ directory: Temporary }>('the check of disc images');
test.before.each(async (context) => {
  context.directory = await temporaryDirectory();
});
test.after.each(({ directory }) => directory.remove());

const size = 9 * 2 ** 20;
const live = { ...entry('Live'), kernel: { volume: 'vda1', image: '/live.iso', path: '/live/vmlinuz' } };

/** What checking says, and what came of it each time. */
function desk({ path }: Temporary, onStatus?: (check: ImageCheck, text: string) => void, keyring?: string) {
  const said: string[] = [];
  const volume = new DirectoryVolume(path, { id: 'vda1' });
  const say = (text: string) => void said.push(text);
  const check: ImageCheck = new ImageCheck(
    { info: say, warning: say },
    {
      status: (text) => onStatus?.(check, text),
      messages: () => en,
      volumes: () => [],
      keys: () => (keyring === undefined ? [] : [{ path: keyring }]),
    },
  );
  const run = () =>
    check
      .check(live, (id) => (id === 'vda1' ? volume : undefined))
      .then(
        () => 'good',
        (failure) => String(failure.message),
      );
  return { said, run };
}

test('an image with the right checksum is checked once', async ({ directory }) => {
  writeFileSync(join(directory.path, 'live.iso'), Buffer.alloc(size, 1));
  const sums = execFileSync('sha256sum', ['live.iso'], { cwd: directory.path });
  writeFileSync(join(directory.path, 'SHA256SUMS'), sums);
  const { said, run } = desk(directory);
  assert.equal([await run(), await run()], ['good', 'good']);
  assert.equal(said, ['/live.iso is what /SHA256SUMS says (sha256)']);
});

test('one that was changed is refused, each time, with both checksums', async ({ directory }) => {
  writeFileSync(join(directory.path, 'live.iso'), Buffer.alloc(size, 1));
  writeFileSync(join(directory.path, 'live.iso.sha512'), `${'ab'.repeat(64)}  live.iso\n`);
  const { run } = desk(directory);
  for (const _ of [1, 2])
    assert.match(await run(), /^\/live\.iso is not what \/live\.iso\.sha512 says: its sha512 is \w{12}\.\.\., .*abab/);
});

test('stopping the check boots nothing; choosing the entry once more boots it unchecked, and says so', async ({
  directory,
}) => {
  writeFileSync(join(directory.path, 'live.iso'), Buffer.alloc(size, 1));
  writeFileSync(join(directory.path, 'SHA256SUMS'), `${'ab'.repeat(32)}  live.iso\n`);
  const shown: string[] = [];
  const { said, run } = desk(directory, (check, text) => {
    shown.push(text);
    check.stop();
  });
  assert.match(await run(), /was not checked to its end\. Choose the entry once more/);
  assert.match(shown[0]!, /^Checking \/live\.iso: \d+ %\. Esc skips this\.$/);
  assert.is(await run(), 'good');
  assert.match(said.at(-1)!, /booted although its check was ended/);
});

test('without a checksum it boots, and a signature that is not checked is told', async ({ directory }) => {
  writeFileSync(join(directory.path, 'live.iso'), 'x');
  writeFileSync(join(directory.path, 'live.iso.asc'), 'x');
  const { said, run } = desk(directory);
  assert.is(await run(), 'good');
  assert.match(said[0]!, /live\.iso\.asc has a signature, which is not checked: no keyring is named/);
  assert.match(said[1]!, /no checksum beside/);
});

/** GnuPG with a key of its own in `directory`, and the path of its keyring. */
function signer({ path }: Temporary, name: string) {
  const home = join(path, name);
  mkdirSync(home, { mode: 0o700 });
  const env = { ...process.env, GNUPGHOME: home };
  const options = ['--batch', '--quiet', '--yes', '--passphrase', '', '--pinentry-mode', 'loopback'];
  const gpg = (...args: string[]) => execFileSync('gpg', [...options, ...args], { env, cwd: path, stdio: 'ignore' });
  gpg('--quick-generate-key', name, 'ed25519', 'sign', 'never');
  gpg('--output', join(path, `${name}.gpg`), '--export');
  return { gpg, keyring: join(path, `${name}.gpg`), end: () => execFileSync('gpgconf', ['--kill', 'all'], { env }) };
}

test('a signature of the checksums, or of the image, is checked by the keyrings of the settings', async ({
  directory,
}) => {
  await ensureTools(['gpg', 'gpg-agent']);
  const at = (name: string) => join(directory.path, name);
  const [own, other] = [signer(directory, 'own'), signer(directory, 'other')];
  try {
    writeFileSync(at('live.iso'), Buffer.alloc(size, 1));
    writeFileSync(at('SHA256SUMS'), execFileSync('sha256sum', ['live.iso'], { cwd: directory.path }));
    own.gpg('--detach-sign', 'SHA256SUMS');
    const look = async (keyring: string) => {
      const { said, run } = desk(directory, undefined, keyring);
      return `${await run()} ${said.join(' ')}`;
    };
    assert.match(
      await look(own.keyring),
      /^good .*SHA256SUMS is signed by the key [0-9A-F]{40} .*what .*SHA256SUMS says/,
    );
    assert.match(await look(other.keyring), /^good .*SHA256SUMS\.sig is by the key .* in no keyring/);
    assert.match(await look(at('none')), /^good the keyring .*none is not there .*no keyring is named/);
    writeFileSync(at('SHA256SUMS'), `${readFileSync(at('SHA256SUMS'))}\n`);
    assert.match(await look(own.keyring), /^\/SHA256SUMS is not what was signed: \/SHA256SUMS\.sig is wrong for it/);

    rmSync(at('SHA256SUMS.sig'));
    own.gpg('--armor', '--detach-sign', 'live.iso');
    assert.match(await look(own.keyring), /^good \/live\.iso is signed by the key [0-9A-F]{40}$/);
    writeFileSync(at('live.iso'), Buffer.alloc(size, 2));
    assert.match(await look(own.keyring), /^\/live\.iso is not what was signed/);
  } finally {
    own.end();
    other.end();
  }
});

test('a checksum that stands outside of the signed text counts for nothing', async ({ directory }) => {
  await ensureTools(['gpg', 'gpg-agent']);
  const at = (name: string) => join(directory.path, name);
  const own = signer(directory, 'own');
  try {
    writeFileSync(at('live.iso'), Buffer.alloc(size, 1));
    const sum = execFileSync('sha256sum', ['--tag', 'live.iso'], { cwd: directory.path });
    writeFileSync(at('sums'), sum);
    own.gpg('--clear-sign', '--output', 'CHECKSUM', 'sums');
    const { run } = desk(directory, undefined, own.keyring);
    assert.is(await run(), 'good');
    writeFileSync(at('sums'), 'nothing\n');
    own.gpg('--clear-sign', '--output', 'CHECKSUM', 'sums');
    writeFileSync(at('CHECKSUM'), Buffer.concat([readFileSync(at('CHECKSUM')), sum]));
    assert.match(await desk(directory, undefined, own.keyring).run(), /stands outside of what is signed in \/CHECKSUM/);
  } finally {
    own.end();
  }
});

test('a key that had ended before it signed is said, and one that has ended since', async ({ directory }) => {
  await ensureTools(['gpg', 'gpg-agent']);
  const at = (name: string) => join(directory.path, name);
  writeFileSync(at('live.iso'), Buffer.alloc(1000, 1));
  const own = signer(directory, 'own');
  try {
    const sign = (day: string) => {
      rmSync(at('live.iso.sig'), { force: true });
      own.gpg('--faked-system-time', `${day}T000000!`, '--local-user', 'short', '--detach-sign', 'live.iso');
    };
    own.gpg('--faked-system-time', '20200101T000000!', '--quick-generate-key', 'short', 'ed25519', 'sign', '10d');
    rmSync(own.keyring);
    own.gpg('--output', own.keyring, '--export');
    sign('20200105');
    const { said, run } = desk(directory, undefined, own.keyring);
    assert.is(await run(), 'good');
    assert.match(said[0]!, /^\/live\.iso is signed by the key [0-9A-F]{40}, which has ended since, on 2020-01-11$/);
    own.gpg('--faked-system-time', '20200105T000000!', '--quick-set-expire', fingerprintOf(said[0]!), '30d');
    sign('20200120');
    assert.match(
      await desk(directory, undefined, own.keyring).run(),
      /^\/live\.iso is signed by the key [0-9A-F]{40} after its end, which was on 2020-01-11\. Name a keyring in which/,
    );
  } finally {
    own.end();
  }
});

const fingerprintOf = (said: string): string => /[0-9A-F]{40}/.exec(said)![0];

test.run();
