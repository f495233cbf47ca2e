// Disks, or parts of them, that this host can make by itself, with fixed identifiers.

import { open, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { type Files, writeFiles } from './files.ts';
import { type DiskMaker, uuidOf } from './recipe.ts';

const mebibyte = 2 ** 20;
const timeout = 60_000;

/** A blank disk of `size` MiB with a GPT of partitions, each in the words of sfdisk(8), such as `size=20MiB`. */
export function partitions(name: string, size: number, lines: readonly string[]): DiskMaker {
  return async (path) => {
    await ensureTools(['sfdisk']);
    await truncate(path, size * mebibyte);
    const ids = lines.map((line, at) => `${line}, uuid=${uuidOf(`${name} partition ${at}`)}\n`);
    using table = await writeFiles({ '/table': `label: gpt\nlabel-id: ${uuidOf(`${name} table`)}\n${ids.join('')}` });
    await run('sh', ['-c', 'exec sfdisk --quiet "$0" <"$1"', path, join(table.path, 'table')], { timeout });
  };
}

export interface Filesystem {
  readonly files: Files;
  readonly uuid: string;
  /** Its size. */
  readonly mebibytes: number;
  /** Where it begins, in MiB; 0 if absent. */
  readonly offset?: number;
}

/** An ext4 filesystem with files, in an image that may be there already. */
export function filesystem({ files, uuid, mebibytes, offset = 0 }: Filesystem): DiskMaker {
  return async (path) => {
    await ensureTools(['mke2fs']);
    using tree = await writeFiles(files);
    const same = ['-U', uuid, '-E', `offset=${offset * mebibyte},root_owner=0:0,hash_seed=${uuid},nodiscard`];
    await run('mke2fs', ['-q', '-F', '-t', 'ext4', ...same, '-d', tree.path, path, `${mebibytes}m`], { timeout });
  };
}

/** A filesystem of `size` MiB without files, made by the program `mkfs`. */
export function formatted(size: number, mkfs: string, ...args: readonly string[]): DiskMaker {
  return async (path) => {
    await ensureTools([mkfs]);
    await truncate(path, size * mebibyte);
    await run(mkfs, [...args, path], { timeout });
  };
}

/** Copies `bytes` into the image `path`, `offset` MiB from its start. */
export async function insert(path: string, bytes: Uint8Array, offset: number): Promise<void> {
  await using file = await open(path, 'r+');
  await file.write(bytes, 0, bytes.length, offset * mebibyte);
}
