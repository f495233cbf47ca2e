// The pinned Node, stripped, with the shared libraries it links to. The libraries are those of the fixed Debian
// release, not the host's, so that the image is the same wherever it is built.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmOrigin } from './bundle.ts';
import { checkout } from './cache.ts';
import { run } from './command.ts';
import { libraryFiles } from './libraries.ts';
import type { Target } from './target.ts';
import { file, type Item } from './tree.ts';

const libraryPackages = ['libc6', 'libgcc-s1', 'libstdc++6'];
const timeout = 120_000;

/** Node at bin/node and its libraries. */
export async function nodeFiles(target: Target): Promise<Item[]> {
  const source = join(checkout, 'node_modules', target.node.package, target.node.file);
  const origin = await npmOrigin(target.node.package);
  const node = file('bin/node', await stripped(source), origin, 0o755);
  return [node, ...(await libraryFiles(source, libraryPackages, target))];
}

async function stripped(path: string): Promise<Uint8Array> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-strip-'));
  try {
    const output = join(directory, 'node');
    await run('strip', ['--strip-all', '--enable-deterministic-archives', '-o', output, path], { timeout });
    return await readFile(output);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
