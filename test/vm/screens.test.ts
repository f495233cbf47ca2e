// The menu on a VGA screen and a serial line at once.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../build/cache.ts';
import type { Machine } from '../../qemu/machine.ts';
import { ensureParts } from '../../qemu/parts.ts';
import { brightness, takePicture } from '../../qemu/picture.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

const { disk, ...image } = await ensureParts();

/** The kernel's VGA text mode. */
const textRows = 25;
/** The cursor is a bar of light behind dark text. */
const bar = 100;
/** Anything at all is written there. */
const written = 1;

/** Waits until the rows of text brighter than `level` on the VGA screen are those that `isRight` takes. */
async function expectRows(
  machine: Machine,
  level: number,
  isRight: (rows: readonly number[]) => boolean,
): Promise<void> {
  const end = performance.now() + keySeconds * 1000;
  for (;;) {
    const picture = await takePicture(machine);
    const all = Array.from({ length: textRows }, (_, row) => row);
    const bright = all.filter((row) => brightness(picture, row, textRows) > level);
    if (isRight(bright)) return;
    if (performance.now() > end) throw new Error(`the rows ${bright.join(', ')} of the VGA screen are not as awaited`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Waits until the only bar on the VGA screen is at this row of text. */
const expectBar = (machine: Machine, row: number): Promise<void> =>
  expectRows(machine, bar, (rows) => rows.length === 1 && rows[0] === row);

test('both consoles show one menu, and a key on either moves its cursor on both', async () => {
  await using machine = await startMachine({
    ...image,
    disks: [{ file: disk }],
    append: 'console=ttyS0,115200 console=tty0 baton.timeout=600',
    graphics: 'vga',
  });
  const { serial } = machine;
  await serial.expectScreen(/Debian GNU\/Linux[\s\S]*\[#+-*\] \d+ s/, { seconds: menuSeconds, what: 'the menu' });
  await expectBar(machine, 2);
  await mkdir(join(checkout, 'out/screens'), { recursive: true });
  await machine.screendump(join(checkout, 'out/screens/menu.png'));

  await machine.sendKey('down');
  await expectBar(machine, 3);
  assert.not.match(serial.screen, /any key stops this/);

  await machine.sendKey('ret');
  await serial.expectScreen(/recovery mode/, {
    seconds: keySeconds,
    what: 'the submenu that was opened at the VGA screen',
  });
  serial.type('\x1b[B');
  await expectBar(machine, 4);
  serial.type('i');
  await serial.expectScreen(/cmdline +root=UUID=/, { seconds: keySeconds, what: 'the details of the entry' });
  await expectRows(machine, written, (rows) => rows.includes(12));
  await machine.screendump(join(checkout, 'out/screens/details.png'));
});

test.run();
