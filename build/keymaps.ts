// Layouts of keyboards for the virtual consoles: those of XKB, as Debian's console-setup makes console keymaps of them,
// in the binary form of busybox's loadkmap.

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cached } from './cache.ts';
import { run, searchPath } from './command.ts';
import { debianOrigin } from './debian-origin.ts';
import { fetchPackage } from './package.ts';
import type { ProfileLine } from './profile.ts';
import { ensureTools } from './tools.ts';
import { file, type Item } from './tree.ts';

const timeout = 60_000;

/** Of the layouts: Debian's copyright file has the texts of these licences, and no names for them. */
const license = 'HPND AND HPND-sell-variant AND ICU AND MIT-open-group AND X11 AND LicenseRef-Zinoviev';

/**
 * The layouts `wanted` at usr/share/keymaps/NAME.bmap: a name is that of a layout of XKB, or of one with a variant:
 * `de`, `de-nodeadkeys`. Throws for one that XKB has not.
 */
export async function keymapFiles(wanted: readonly ProfileLine[]): Promise<Item[]> {
  if (wanted.length === 0) return [];
  await ensureTools(['loadkeys', 'perl']);
  const [compiler, layouts] = [await fetchPackage('console-setup'), await fetchPackage('xkb-data')];
  const origin = { ...(await debianOrigin(layouts)), license };
  const versions = `${compiler.version}-${layouts.version}`.replace(/[^\w.-]/g, '_');
  const names = new Map(wanted.flatMap(({ names, where }) => names.split(' ').map((name) => [name, where])));
  const items: Item[] = [];
  for (const [name, where] of names) {
    const directory = await cached(join('keymaps', versions, name), async (temporary) => {
      const [layout = '', ...variant] = name.split('-');
      const xkb = join(layouts.root, 'usr/share/X11/xkb');
      const args = [join(compiler.root, 'usr/bin/ckbcomp'), `-I${xkb}`, '-compact', '-layout', layout];
      if (!(await isLayout(join(xkb, 'symbols', layout), variant.join('-'))))
        throw new Error(`${where} names the keymap ${name}, which XKB does not have`);
      const text = await run('perl', [...args, '-variant', variant.join('-')], { timeout });
      await writeFile(join(temporary, 'keymap'), text);
      await writeFile(join(temporary, 'bmap'), await compile(join(temporary, 'keymap')));
    });
    items.push(file(`usr/share/keymaps/${name}.bmap`, await readFile(join(directory, 'bmap')), origin));
  }
  return items;
}

/** Whether the file of a layout is there, and has the variant in it; of a variant that is not there ckbcomp only warns. */
async function isLayout(path: string, variant: string): Promise<boolean> {
  const symbols = await readFile(path, 'utf8').catch(() => '');
  return symbols !== '' && (variant === '' || symbols.includes(`xkb_symbols "${variant}"`));
}

/** The binary form of a keymap, for a keyboard that gives UTF-8. */
async function compile(path: string): Promise<Buffer> {
  const options = {
    timeout,
    encoding: 'buffer',
    env: { ...process.env, PATH: searchPath },
    maxBuffer: 2 ** 20,
  } as const;
  const { stdout } = await promisify(execFile)('loadkeys', ['--quiet', '--unicode', '--bkeymap', path], options);
  return stdout;
}
