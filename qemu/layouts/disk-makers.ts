// Disks, or parts of them, that this host can make by itself.

import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { payloadMebibytes } from './payload.ts';
import { type DiskMaker, uuidOf } from './recipe.ts';

const mebibyte = 2 ** 20;
const timeout = 60_000;

/** A blank disk of `size` MiB with a GPT of partitions, each in the words of sfdisk(8), such as `size=20MiB`. */
export function partitions(name: string, size: number, lines: readonly string[]): DiskMaker {
  return async (path) => {
    await ensureTools(['sfdisk']);
    await truncate(path, size * mebibyte);
    const ids = lines.map((line, at) => `${line}, uuid=${uuidOf(`${name} partition ${at}`)}\n`);
    const table = `${path}.table`;
    await writeFile(table, `label: gpt\nlabel-id: ${uuidOf(`${name} table`)}\n${ids.join('')}`);
    await run('sh', ['-c', 'exec sfdisk --quiet "$0" <"$1"', path, table], { timeout });
    await rm(table);
  };
}

/** An ext4 filesystem with these files, by their absolute paths. */
export function filesystemWith(files: Readonly<Record<string, string>>, uuid: string): DiskMaker {
  return async (path, directory) => {
    await ensureTools(['mke2fs']);
    const tree = join(directory, 'tree');
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(tree, name)), { recursive: true });
      await writeFile(join(tree, name), text);
    }
    const same = ['-U', uuid, '-E', `root_owner=0:0,hash_seed=${uuid},nodiscard`];
    await run('mke2fs', ['-q', '-F', '-t', 'ext4', ...same, '-d', tree, path, `${payloadMebibytes}m`], { timeout });
    await rm(tree, { recursive: true });
  };
}
