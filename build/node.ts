// The pinned Node, stripped, with the shared libraries it links to. The libraries are those of the fixed Debian
// release, not the host's, so that the image is the same wherever it is built.

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmOrigin } from './bundle.ts';
import { checkout } from './cache.ts';
import { run } from './command.ts';
import { debianOrigin } from './debian-origin.ts';
import { fetchPackage, type Package } from './package.ts';
import type { Target } from './target.ts';
import { file, type Item } from './tree.ts';

const libraryPackages = ['libc6', 'libgcc-s1', 'libstdc++6'];
const timeout = 120_000;

/** The names of the shared libraries that an ELF file needs (DT_NEEDED). */
export async function neededLibraries(path: string): Promise<string[]> {
  const table = await run('readelf', ['-dW', path], { timeout });
  return [...table.matchAll(/\(NEEDED\)\s+Shared library: \[([^\]]+)\]/g)].map((match) => match[1]!);
}

/** Node at bin/node and its libraries, the dynamic linker at the path that the ABI fixes. */
export async function nodeFiles(target: Target): Promise<Item[]> {
  const source = join(checkout, 'node_modules', target.node.package, target.node.file);
  const origin = await npmOrigin(target.node.package);
  const items = [file('bin/node', await stripped(source), origin, 0o755)];
  const packages: Package[] = [];
  for (const name of libraryPackages) packages.push(await fetchPackage(name));
  const directories = packages.flatMap((of) =>
    [`lib/${target.libraries}`, `usr/lib/${target.libraries}`].map((directory) => ({ of, directory })),
  );
  const done = new Set<string>();
  const queue = await neededLibraries(source);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (done.has(name)) continue;
    done.add(name);
    const holder = directories.find(({ of, directory }) => existsSync(join(of.root, directory, name!)));
    if (holder === undefined) throw new Error(`none of ${libraryPackages.join(', ')} has ${name}, which Node links to`);
    const path = join(holder.of.root, holder.directory, name);
    const linker = target.interpreter.slice(1);
    const place = linker.endsWith(`/${name}`) ? linker : `lib/${target.libraries}/${name}`;
    items.push(file(place, await readFile(path), await debianOrigin(holder.of), 0o755));
    queue.push(...(await neededLibraries(path)));
  }
  return items;
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
