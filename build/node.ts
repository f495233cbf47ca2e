// The pinned Node, stripped and without data of languages, with the shared libraries it links to. The libraries are
// those of the fixed Debian release, not the host's, so that the image is the same wherever it is built.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmOrigin } from './bundle.ts';
import { run } from './command.ts';
import { withoutLanguages } from './icu-data.ts';
import { libraryFiles } from './libraries.ts';
import { nodeLibraryPackages } from './node-command.ts';
import { npmPackage } from './npm-package.ts';
import type { Target } from './target.ts';
import { file, type Item } from './tree.ts';

const timeout = 120_000;

/**
 * Node at bin/node and its libraries. Without the languages that nobody asks for, a fifth of the image, less is loaded
 * at the start, and lies in memory from then on.
 */
export async function nodeFiles(target: Target): Promise<Item[]> {
  const source = join(await npmPackage(target.node.package), target.node.file);
  const origin = await npmOrigin(target.node.package);
  const node = file('bin/node', withoutLanguages(await stripped(source, target)), origin, 0o755);
  return [node, ...(await libraryFiles(source, nodeLibraryPackages, target))];
}

async function stripped(path: string, target: Target): Promise<Uint8Array> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-strip-'));
  try {
    const output = join(directory, 'node');
    await run(target.strip, ['--strip-all', '--enable-deterministic-archives', '-o', output, path], { timeout });
    return await readFile(output);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
