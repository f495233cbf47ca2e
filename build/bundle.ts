// The program as files of the image.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from './cache.ts';
import { chunksOf } from './chunks.ts';
import { codeCaches } from './code-cache.ts';
import { unknownLicence } from './licence.ts';
import { nodeCommand } from './node-command.ts';
import { npmPackage } from './npm-package.ts';
import { packsOf } from './packs.ts';
import type { Target } from './target.ts';
import { file, type Item, type Origin } from './tree.ts';

/** The directory of the image that holds the program. */
const place = 'lib/baton';

/**
 * What is loaded together: what PID 1 starts with, and what every boot comes to after that. V8 takes in the whole code
 * cache of a script before the first line runs.
 */
const together = [['src/init.ts'], ['src/session.ts']];

/** An npm package's entry in its own package.json. */
export async function npmOrigin(name: string): Promise<Origin> {
  const text = await readFile(join(await npmPackage(name), 'package.json'), 'utf8');
  const { version, license } = JSON.parse(text) as { version: string; license?: string };
  return { package: name, version, license: license ?? unknownLicence, source: 'npm' };
}

/** What is written for this project itself, from its own package.json. */
export async function ownOrigin(): Promise<Origin> {
  const { version, license } = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  return { package: 'baton', version: version!, license: license!, source: 'baton' };
}

/** The program with what starts it, koffi's native part, and the `baton` and `kexec` of the rescue shell. */
export async function programFiles(target: Target, entry: string): Promise<Item[]> {
  const own = await ownOrigin();
  const chunks = await chunksOf(entry);
  const packages = [...new Set(chunks.flatMap(({ packages }) => packages))].sort();
  const program = { ...own, contains: await Promise.all(packages.map(npmOrigin)) };
  const scripts = (await packsOf(chunks, together)).map(({ name, text }, at) => {
    return [at === 0 ? 'program' : name, text] as const;
  });
  const filenames = scripts.map(([name, text]) => [`/${place}/${name}.js`, text] as const);
  const caches = await codeCaches(await nodeCommand(target), filenames);
  const koffi = join(await npmPackage(target.koffi.package), target.koffi.file);
  const written = (name: string) => readFile(join(checkout, 'initramfs', name));
  return [
    file(`${place}/start.cjs`, await written('start.cjs'), own),
    ...scripts.flatMap(([name, text], at) => [
      file(`${place}/${name}.js`, Buffer.from(text), program),
      file(`${place}/${name}.cache`, caches[at]!, program),
    ]),
    file(`${place}/koffi.node`, await readFile(koffi), await npmOrigin('koffi')),
    file('bin/baton', await written('baton'), own, 0o755),
    file('sbin/kexec', await written('kexec'), own, 0o755),
  ];
}
