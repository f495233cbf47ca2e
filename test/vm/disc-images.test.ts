// Disc images in files on a disk: one that is right, one that is not what its checksum says, one that is cut off.

import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { printed } from './printing-kernel.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

await ensureTools(['genisoimage', 'mke2fs']);
const image = await ensureImage();
const directory = await temporaryDirectory();
test.after(directory.remove);

/** A live image of Debian's kind whose kernel prints what it is handed. */
const iso = await (async () => {
  const [tree, path] = [join(directory.path, 'iso'), join(directory.path, 'live.iso')];
  for (const name of ['boot/grub', 'live']) await mkdir(join(tree, name), { recursive: true });
  await writeFile(join(tree, 'live/vmlinuz'), await printingKernel('long-mode'));
  await writeFile(join(tree, 'live/initrd'), 'initrd'.padEnd(4096));
  const config = "menuentry 'Live' { linux /live/vmlinuz boot=live quiet; initrd /live/initrd; }\n";
  await writeFile(join(tree, 'boot/grub/grub.cfg'), config);
  await run('genisoimage', ['-quiet', '-R', '-o', path, tree], { timeout: 60_000 });
  return await readFile(path);
})();
const sum = createHash('sha512').update(iso).digest('hex');

test('what is damaged is told in a sentence and does not boot; what is right is told where it lies, and boots', async () => {
  const files = {
    '/isos/a-good.iso': iso,
    '/isos/b-wrong.iso': iso,
    '/isos/c-short.iso': iso.subarray(0, -10_240),
    '/isos/SHA512SUMS': `${sum}  a-good.iso\n${'ab'.repeat(64)}  b-wrong.iso\n`,
  };
  const disk = await smallDisk(files, directory);
  const append = `${onSerial} baton.timeout=-1`;
  await using machine = await startMachine({ ...image, disks: [{ file: disk }], append });
  const { serial } = machine;
  await serial.expectScreen(/a-good\.iso[\s\S]*c-short\.iso/, { seconds: menuSeconds, what: 'the submenus' });
  // Ctrl-U empties what was looked for before.
  const choose = (name: string): void => serial.type(`\x15${name}\r`);
  serial.type('/');
  choose('b-wrong');
  await serial.expectScreen(/b-wrong\.iso is not what\s+\/isos\/SHA512SUMS says/, { seconds: keySeconds, what: 'why' });
  choose('c-short');
  await serial.expectScreen(/c-short\.iso\s+on\s+\/dev\/vda\s+is\s+cut\s+off/, { seconds: keySeconds, what: 'why' });
  choose('a-good');
  await serial.expect(/<[^>]*>[A-P]{8}/, { seconds: menuSeconds, what: 'what the kernel prints' });
  assert.equal(printed(serial.transcript), {
    cmdline: 'BOOT_IMAGE=/live/vmlinuz boot=live quiet findiso=/isos/a-good.iso',
    initrdBytes: 4096,
  });
});

test.run();
