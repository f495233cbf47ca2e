// What the tests of LUKS have in common.

import { makeLayouts } from '../../qemu/layouts/factory.ts';
import { payloadFiles } from '../../qemu/layouts/payload.ts';
import type { Recipe } from '../../qemu/layouts/recipe.ts';
import { recipeOf } from '../../qemu/layouts/recipes/index.ts';
import type { Machine } from '../../qemu/machine.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import type { Temporary } from '../../qemu/temporary.ts';
import { printed } from './printing-kernel.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

/** The disks of layouts, by name or recipe. */
export async function disksOf(...which: (string | Recipe)[]): Promise<string[]> {
  const layouts = await makeLayouts(which.map((one) => (typeof one === 'string' ? recipeOf(one) : one)));
  return layouts.flatMap(({ disks }) => disks);
}

/** A disk without encryption, in `directory`, whose one entry is called plain. */
export const plainDisk = async (directory: Temporary) => smallDisk(await payloadFiles('plain'), directory);

/** Starts baton with these disks, of which nothing is kept. Nothing but keys is handed on, so that they can be measured. */
export async function start(files: readonly string[], append = ''): Promise<Machine> {
  const disks = files.map((file) => ({ file }));
  return startMachine({ ...(await ensureImage()), disks, append: `${onSerial} baton.journal=no ${append}` });
}

/** The question for a passphrase, before anything is typed, when it has been drawn to the end. */
export const question = (node: string, what = 'LUKS2') =>
  new RegExp(`Passphrase for ${node} \\(${what}\\): _\\s+Enter tries it`);

export const forQuestion = { seconds: menuSeconds, what: 'the question for the passphrase' };
export const forMenu = { seconds: menuSeconds, what: 'the menu' };
export const forKey = (what: string) => ({ seconds: keySeconds, what });

/** Waits for the kernel of a layout. Returns the size of the initrd that it was handed, in bytes. */
export async function initrdSize({ serial }: Machine, name: string): Promise<number> {
  const said = new RegExp(`<(?:BOOT_IMAGE=\\S+ )?layout=${name}>[A-P]{8}`);
  const { match } = await serial.expect(said, { seconds: menuSeconds, what: `the kernel of ${name}` });
  return printed(match[0]).initrdBytes;
}

/** Of a layout's initrd as it lies on its disk, in bytes. */
export const plainInitrd = 4096;
