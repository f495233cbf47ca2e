// Kernels that are compressed as a whole boot, and so does one inside a disc image.

import { writeFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
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
import type { Compression } from '../../src/images/decompress.ts';
import { compress, compressors } from '../unit/images/compressors.ts';
import { printed } from './printing-kernel.ts';
import { menuSeconds } from './seconds.ts';

await ensureTools(['genisoimage']);
const image = await ensureImage();
const directory = await temporaryDirectory('large');
test.after(directory.remove);

/** It prints its cmdline and the size of its initrd, and ends the machine. */
const kernel = await printingKernel('long-mode');
const names = Object.keys(compressors) as Compression[];
const entries = names.map((name) => `menuentry '${name}' { linux /vmlinuz.${name} by=${name}; initrd /initrd; }\n`);

/** A disc image whose own menu has one entry. */
async function disc(): Promise<Uint8Array> {
  const [tree, file] = [join(directory.path, 'disc'), join(directory.path, 'live.iso')];
  await mkdir(join(tree, 'boot/grub'), { recursive: true });
  await mkdir(join(tree, 'live'));
  writeFileSync(join(tree, 'live/vmlinuz'), compress(kernel, compressors.gzip));
  writeFileSync(join(tree, 'live/initrd-one.img'), 'one'.padEnd(1000));
  writeFileSync(join(tree, 'live/initrd-two.img'), 'two'.padEnd(2000));
  const loopback = `menuentry 'Live system' { linux /live/vmlinuz by=disc; initrd /live/initrd-one.img /live/initrd-two.img; }\n`;
  writeFileSync(join(tree, 'boot/grub/loopback.cfg'), loopback);
  await run('genisoimage', ['-quiet', '-R', '-V', 'LIVE', '-o', file, tree], { timeout: 60_000 });
  return readFile(file);
}

const disk = await smallDisk(
  {
    '/boot/grub/grub.cfg': entries.join(''),
    '/initrd': 'initrd'.padEnd(4096),
    '/isos/live.iso': await disc(),
    ...Object.fromEntries(names.map((name) => [`/vmlinuz.${name}`, compress(kernel, compressors[name])])),
  },
  directory,
);

async function boot(title: string): Promise<ReturnType<typeof printed>> {
  const append = `${onSerial} baton.timeout=0 baton.boot="${title}"`;
  await using machine = await startMachine({ ...image, disks: [{ file: disk }], append });
  await machine.serial.expect(/<[^>]*>[A-P]{8}/, { seconds: menuSeconds, what: 'what the kernel prints' });
  return printed(machine.serial.transcript);
}

for (const name of names) {
  test(`a kernel that was compressed with ${name}`, async () => {
    assert.equal(await boot(name), { cmdline: `BOOT_IMAGE=/vmlinuz.${name} by=${name}`, initrdBytes: 4096 });
  });
}

test('a kernel and two initrds inside a disc image, which is told where the image lies', async () => {
  const cmdline = 'BOOT_IMAGE=/live/vmlinuz by=disc findiso=/isos/live.iso';
  assert.equal(await boot('Live system'), { cmdline, initrdBytes: 3000 });
});

test.run();
