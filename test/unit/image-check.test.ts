// Whether a disc image is checked before something in it boots, with images and checksums in real files.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
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

const size = 32 * 2 ** 20;
const live = { ...entry('Live'), kernel: { volume: 'vda1', image: '/live.iso', path: '/live/vmlinuz' } };

/** What checking says, and what came of it each time. */
function desk({ path }: Temporary, onStatus?: (check: ImageCheck, text: string) => void) {
  const said: string[] = [];
  const volume = new DirectoryVolume(path, { id: 'vda1' });
  const say = (text: string) => void said.push(text);
  const check: ImageCheck = new ImageCheck(
    { info: say, warning: say },
    { status: (text) => onStatus?.(check, text), messages: () => en },
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
  assert.match(said[0]!, /live\.iso\.asc is a signature, and baton does not check it/);
  assert.match(said[1]!, /no checksum beside/);
});

test.run();
