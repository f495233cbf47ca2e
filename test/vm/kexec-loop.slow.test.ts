// From baton to baton ten times over, and what a hundred loads leave behind.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { programFiles } from '../../build/bundle.ts';
import { x86_64 } from '../../build/target.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { openShell } from './boot-report.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';
import { type Told, tinyInitrd, tinySystemIsUp, told } from './tiny-system.ts';

const image = await ensureImage();
const directory = await temporaryDirectory('large');
test.after(directory.remove);

const mebibyte = 2 ** 20;
const rounds = 10;
const numbers = Array.from({ length: rounds }, (_, index) => index + 1);
/** Each entry is baton itself, which is told to boot the next one; the last is a system that tells what it finds. */
const entries = numbers.map(
  (round) => `menuentry round${round} {
  linux /vmlinuz ${onSerial} baton.timeout=0 baton.boot=round${round + 1} round=${round}
  initrd /initramfs.img
}
`,
);
const grubCfg = `${entries.join('')}menuentry round${rounds + 1} {
  linux /vmlinuz ${onSerial} round=${rounds + 1}
  initrd /tiny.img
}
`;
const loops: Record<string, Uint8Array> = {};
for (const { path, content } of await programFiles(x86_64, join(import.meta.dirname, 'load-loop.ts')))
  if (content.kind === 'file') loops[`/loops/${path}`] = content.data;
const disk = await smallDisk(
  {
    '/vmlinuz': readFileSync(image.kernel),
    '/initramfs.img': readFileSync(image.initrd),
    '/tiny.img': await tinyInitrd(),
    '/boot/grub/grub.cfg': grubCfg,
    ...loops,
  },
  directory,
  160,
);
const disks = [{ file: disk }];

/** Boots from round to round, and returns what the system at the end tells. */
async function bootFrom(first: number): Promise<Told> {
  const append = `${onSerial} baton.timeout=0 baton.boot=round${first}`;
  await using machine = await startMachine({ ...image, disks, append, memory: 768 });
  const { serial } = machine;
  for (let round = first; round <= rounds; round++) {
    const what = `round ${round} of ${rounds}`;
    // The kernel says it more than once; on a busy host its console loses characters.
    await serial.expect(new RegExp(`\\bround=${round}\\b`), { seconds: bootSeconds, what });
  }
  await serial.expect(tinySystemIsUp, { seconds: bootSeconds, what: 'the tiny system' });
  return told(serial.transcript);
}

test('baton boots baton ten times over, and the last one hands over what the first one would have', async () => {
  const last = await bootFrom(1);
  assert.is(last.cmdline, `BOOT_IMAGE=/vmlinuz ${onSerial} round=${rounds + 1}`);
  assert.ok(last.e820.length > 3);
  assert.equal(last, await bootFrom(rounds + 1));
});

test('a hundred loads and unloads, by one system call and the other, leave no memory and no open file behind', async () => {
  await using machine = await startMachine({ ...image, disks, append: `${onSerial} baton.timeout=-1`, memory: 768 });
  const { serial } = machine;
  await serial.expectScreen(/round1/, { seconds: menuSeconds, what: 'the menu' });
  const shell = await openShell(machine);
  // What lies on a disk is not executed where it lies.
  await shell.run('cd /run/baton/vda; cp -r loops /run; cat vmlinuz tiny.img > /dev/null');
  const available = async () => Number(/(\d+) kB/.exec(await shell.run('grep MemAvailable /proc/meminfo'))![1]) * 1024;
  const before = await available();
  const printed = await shell.run('node --expose-gc /run/loops/lib/baton/start.cjs 2>&1', 3 * bootSeconds);
  const [, result = ''] = /load-loop: (\{.*\})/.exec(printed) ?? [];
  const { rounds: done, refused, descriptors, held, resident, loaded } = JSON.parse(result);
  assert.equal([done, refused, loaded], [50, [], '0']);
  assert.is(descriptors.last, descriptors.first);
  // The files of these loads have 1.7 GiB. What is free again stays with the process for a while.
  assert.ok(held.last - held.first < 5 * mebibyte, `${held.first} bytes became ${held.last}`);
  assert.ok(resident.last - resident.first < 128 * mebibyte, `${resident.first} bytes became ${resident.last}`);
  await shell.run('true');
  const after = await available();
  assert.ok(before - after < 20 * mebibyte, `${before} bytes became ${after}`);
});

test.run();
