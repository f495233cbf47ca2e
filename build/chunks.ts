// The program in parts: what is imported later, if at all, is not a part of what is loaded first.

import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { checkout } from './cache.ts';
import { esbuildOptions } from './esbuild-options.ts';

/** A part of the program that is loaded as a whole, as esbuild makes it. */
export interface Chunk {
  /** Its file, which has a hash of its content in its name. */
  readonly name: string;
  /** The module that it was made for, by its path below the checkout; undefined for what others share. */
  readonly entry: string | undefined;
  /** An ECMAScript module that imports other chunks as `./NAME`. */
  readonly text: string;
  /** The chunks that it imports, and those of them without which it does not start, by name. */
  readonly imports: readonly string[];
  readonly needs: readonly string[];
  /** The npm packages of which text is in it. */
  readonly packages: readonly string[];
}

/** The npm package of a path in esbuild's metafile. */
function packageOf(path: string): string[] {
  const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  return name === undefined ? [] : [name];
}

/**
 * Makes chunks of what `entry` (a path) imports, the one for itself first. Two packages are replaced by those of their
 * name in initramfs/, which start quicker; koffi's loads the `.node` file that lies in `__dirname`. Throws esbuild's
 * messages.
 */
export async function chunksOf(entry: string): Promise<Chunk[]> {
  const instead = (name: string) => join(checkout, 'initramfs', `${name}.cjs`);
  const { outputFiles, metafile } = await build({
    ...esbuildOptions,
    entryPoints: [entry],
    bundle: true,
    splitting: true,
    format: 'esm',
    write: false,
    metafile: true,
    outdir: checkout,
    entryNames: '[name]-[hash]',
    alias: { koffi: instead('koffi'), 'string-width': instead('string-width') },
  });
  const chunks = Object.entries(metafile.outputs).map(([name, { entryPoint, imports, inputs }]): Chunk => {
    const others = imports.filter(({ external }) => !external);
    return {
      name,
      entry: entryPoint,
      text: outputFiles.find(({ path }) => path === join(checkout, name))!.text,
      imports: others.map(({ path }) => path),
      needs: others.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path),
      packages: Object.keys(inputs).flatMap(packageOf),
    };
  });
  const first = relative(checkout, entry);
  return chunks.sort((a, b) => Number(b.entry === first) - Number(a.entry === first));
}
