// The shared libraries that a program links to, out of packages and not from the host.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import { debianOrigin } from './debian-origin.ts';
import { fetchPackageFor, type Package } from './package.ts';
import type { Target } from './target.ts';
import { file, type Item } from './tree.ts';

const timeout = 60_000;

/** The names of the shared libraries that an ELF file needs (DT_NEEDED). */
async function neededLibraries(path: string): Promise<string[]> {
  const table = await run('readelf', ['-dW', path], { timeout });
  return [...table.matchAll(/\(NEEDED\)\s+Shared library: \[([^\]]+)\]/g)].map((match) => match[1]!);
}

/**
 * All libraries that the ELF file `program` needs, directly or not, where its dynamic linker looks for them, and the
 * linker itself at the path that the ABI fixes. Throws when a library is in none of the Debian packages `names`.
 */
export async function libraryFiles(program: string, names: readonly string[], target: Target): Promise<Item[]> {
  const packages: Package[] = [];
  for (const name of names) packages.push(await fetchPackageFor(target.debian, name));
  const directories = packages.flatMap((of) =>
    [`lib/${target.libraries}`, `usr/lib/${target.libraries}`].map((directory) => ({ of, directory })),
  );
  const items: Item[] = [];
  const done = new Set<string>();
  const queue = await neededLibraries(program);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (done.has(name)) continue;
    done.add(name);
    const holder = directories.find(({ of, directory }) => existsSync(join(of.root, directory, name!)));
    if (holder === undefined) throw new Error(`none of ${names.join(', ')} has ${name}, which ${program} links to`);
    const path = join(holder.of.root, holder.directory, name);
    const linker = target.interpreter.slice(1);
    const place = linker.endsWith(`/${name}`) ? linker : `lib/${target.libraries}/${name}`;
    items.push(file(place, await readFile(path), await debianOrigin(holder.of), 0o755));
    queue.push(...(await neededLibraries(path)));
  }
  return items;
}
