// What the EFI System Partition of a stick or a disc holds.

import { fallbackPath, writeUki } from './efi.ts';
import type { Tree } from './fat.ts';
import type { FormOptions } from './form.ts';

/** The file system's name, by which baton knows that the settings on it are its own. */
export const label = 'BATON';

/** With CR LF, because not every editor of every system breaks lines without. */
const settings = `# baton's settings. They count over those of the image.
#
# The README of baton lists them all. What is not used is told on the menu.

# timeout = 10
# language = "de"
# keymap = "de"
# password = "..."
`.replaceAll('\n', '\r\n');

/** The files of the partition. */
export function espTree(options: FormOptions): Tree {
  return {
    [fallbackPath(options.target)]: (path) => writeUki(options, path),
    '/baton.toml': settings,
  };
}
