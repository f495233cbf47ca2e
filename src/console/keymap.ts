// The layout of the keyboard, out of those that the image has.

import { closeSync, constants, openSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { loadKeymap } from '../linux/keymap.ts';

const directory = '/usr/share/keymaps';
const extension = '.bmap';
const anyScreen = '/dev/tty0';

/** Raises an error, a sentence, where there is no such layout. Without a screen it does nothing. */
export async function useKeymap(name: string): Promise<void> {
  const names = (await readdir(directory).catch((): string[] => []))
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length));
  if (!names.includes(name)) {
    const there = names.length === 0 ? 'none' : names.sort().join(', ');
    throw new Error(`There is no keymap ${name} in this image; there are ${there}.`);
  }
  const bytes = await readFile(`${directory}/${name}${extension}`);
  const fd = openScreen();
  if (fd === undefined) return;
  try {
    if (!loadKeymap(fd, bytes)) throw new Error(`The keymap ${name} of this image is damaged. Build the image anew.`);
  } finally {
    closeSync(fd);
  }
}

function openScreen(): number | undefined {
  try {
    return openSync(anyScreen, constants.O_RDWR | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
}
