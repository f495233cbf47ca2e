// Makes one JavaScript file of the whole program.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { checkout } from './cache.ts';
import { codeCache } from './code-cache.ts';
import { unknownLicence } from './licence.ts';
import { nodeCommand } from './node-command.ts';
import { npmPackage } from './npm-package.ts';
import type { Target } from './target.ts';
import { file, type Item, type Origin } from './tree.ts';

/** The directory of the image that holds the program. */
const place = 'lib/baton';

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

/** The npm packages that esbuild took text from, of the paths in its metafile. */
function packagesOf(inputs: Iterable<string>): string[] {
  const names = new Set<string>();
  for (const input of inputs) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (name !== undefined) names.add(name);
  }
  return [...names].sort();
}

/** The program as one script, whose value is a function of `require`, `module` and `__dirname`. */
export interface Bundle {
  readonly text: Uint8Array;
  /** The npm packages that are part of it, by name. */
  readonly packages: readonly string[];
}

/**
 * Bundles what `entry` (a path) imports. Two packages are replaced by those of their name in initramfs/, which start
 * quicker; koffi's loads the `.node` file that lies beside the program. Throws esbuild's messages.
 */
export async function bundle(entry: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: checkout,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    // A script that is made of its cached code cannot import(); Node's own modules are then required where that stands.
    supported: { 'dynamic-import': false },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'inline',
    banner: { js: '(function (require, module, __dirname) {' },
    footer: { js: '})' },
    alias: {
      koffi: join(checkout, 'initramfs', 'koffi.cjs'),
      'string-width': join(checkout, 'initramfs', 'string-width.cjs'),
    },
    logLevel: 'silent',
  });
  return { text: outputFiles[0]!.contents, packages: packagesOf(Object.keys(metafile.inputs)) };
}

/** The program with what starts it, koffi's native part, and the `baton` and `kexec` of the rescue shell. */
export async function programFiles(target: Target, entry: string): Promise<Item[]> {
  const own = await ownOrigin();
  const { text, packages } = await bundle(entry);
  const program = { ...own, contains: await Promise.all(packages.map(npmOrigin)) };
  const koffi = join(await npmPackage(target.koffi.package), target.koffi.file);
  const written = (name: string) => readFile(join(checkout, 'initramfs', name));
  return [
    file(`${place}/start.cjs`, await written('start.cjs'), own),
    file(`${place}/program.js`, text, program),
    file(`${place}/program.cache`, await codeCache(await nodeCommand(target), text, `/${place}/program.js`), program),
    file(`${place}/koffi.node`, await readFile(koffi), await npmOrigin('koffi')),
    file('bin/baton', await written('baton'), own, 0o755),
    file('sbin/kexec', await written('kexec'), own, 0o755),
  ];
}
