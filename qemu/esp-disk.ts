// A disk with an EFI System Partition on it, made without root and without mounting anything.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../build/command.ts';
import { ensureTools } from '../build/tools.ts';
import type { Temporary } from './temporary.ts';

const mebibyte = 2 ** 20;
/** Where the partition begins, and what stays free behind it for the second copy of the GPT, in MiB. */
const margin = 1;

/** What sfdisk is told, so that tests can name the partition. */
export const espUuid = 'ba700000-0000-4000-8000-0000000000e5';

/**
 * Makes a raw image of `mebibytes` in `directory`: a GPT with one FAT32 partition of the type of an ESP, with `files`
 * by their absolute paths. Returns its path.
 */
export async function espDisk(
  files: Readonly<Record<string, string | Uint8Array>>,
  directory: Temporary,
  mebibytes: number,
): Promise<string> {
  await ensureTools(['sfdisk', 'mformat', 'mcopy']);
  const tree = join(directory.path, 'esp');
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), content);
  }
  const image = join(directory.path, 'esp.img');
  const table = join(directory.path, 'esp.table');
  const size = mebibytes - 2 * margin;
  await writeFile(table, `label: gpt\nstart=${margin}MiB, size=${size}MiB, type=uefi, uuid=${espUuid}\n`);
  await run('truncate', ['-s', `${mebibytes}M`, image], { timeout: 60_000 });
  await run('sh', ['-c', 'exec sfdisk --quiet "$0" <"$1"', image, table], { timeout: 60_000 });
  const partition = `${image}@@${margin * mebibyte}`;
  await run('mformat', ['-i', partition, '-F', '-T', String((size * mebibyte) / 512), '-v', 'ESP', '::'], {
    timeout: 60_000,
  });
  await run('sh', ['-c', 'cd "$1" && exec mcopy -i "$0" -s -Q ./* ::', partition, tree], { timeout: 120_000 });
  return image;
}
