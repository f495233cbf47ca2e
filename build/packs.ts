// What of the program is loaded together: each pack is one script.

import { build, type Plugin } from 'esbuild';
import type { Chunk } from './chunks.ts';
import { esbuildOptions } from './esbuild-options.ts';

/** A script, which has the chunks that others ask for in its exports, by their names. */
export interface Pack {
  readonly name: string;
  /** Its value is a function of `require`, `module`, `exports` and `__dirname`; other packs' chunks are `./PACK/CHUNK`. */
  readonly text: string;
}

/** The names of the chunks in `roots` and of those without which they do not start. */
function closure(roots: readonly Chunk[], chunks: ReadonlyMap<string, Chunk>): Set<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const needed of chunks.get(name)!.needs) visit(needed);
  };
  for (const { name } of roots) visit(name);
  return found;
}

/**
 * Packs chunks, the first of which starts the program. Each of `together`, paths of modules below the checkout, becomes
 * one pack of those modules and what they need, so far as no earlier pack has it; each other chunk is its own. The pack
 * that starts the program comes first. Throws esbuild's messages.
 */
export async function packsOf(chunks: readonly Chunk[], together: readonly (readonly string[])[]): Promise<Pack[]> {
  const byName = new Map(chunks.map((chunk) => [chunk.name, chunk]));
  const packs = new Map<string, string>();
  for (const [number, entries] of together.entries()) {
    const roots = chunks.filter(({ entry }) => entry !== undefined && entries.includes(entry));
    for (const name of closure(roots, byName)) if (!packs.has(name)) packs.set(name, `${number}`);
  }
  for (const { name } of chunks) if (!packs.has(name)) packs.set(name, name.replace(/\.js$/, ''));

  const wanted = new Set([chunks[0]!.name]);
  for (const { name, imports } of chunks)
    for (const other of imports) if (packs.get(other) !== packs.get(name)) wanted.add(other);
  const first = packs.get(chunks[0]!.name)!;
  const names = [...new Set([first, ...packs.values()])];
  const members = (pack: string) => chunks.filter(({ name }) => packs.get(name) === pack);
  const exported = (pack: string) => members(pack).filter(({ name }) => wanted.has(name));
  const made = names.map(async (pack) => {
    const lines = exported(pack).map(({ name }) => `export * as ${JSON.stringify(name)} from './${name}';`);
    return { name: pack, text: await script(lines.join('\n'), pack, packs, byName) };
  });
  return Promise.all(made);
}

async function script(
  contents: string,
  pack: string,
  packs: ReadonlyMap<string, string>,
  chunks: ReadonlyMap<string, Chunk>,
): Promise<string> {
  const resolver: Plugin = {
    name: 'chunks',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\// }, ({ path }) => {
        const name = path.slice(2);
        const home = packs.get(name);
        return home === pack ? { path: name, namespace: 'chunk' } : { path: `./${home}/${name}`, external: true };
      });
      onLoad({ filter: /.*/, namespace: 'chunk' }, ({ path }) => ({
        contents: chunks.get(path)!.text,
        resolveDir: '/',
      }));
    },
  };
  const { outputFiles } = await build({
    ...esbuildOptions,
    stdin: { contents, resolveDir: '/' },
    bundle: true,
    write: false,
    format: 'cjs',
    // A script that is made of its cached code cannot import(); it requires where that stands.
    supported: { 'dynamic-import': false },
    banner: { js: '(function (require, module, exports, __dirname) {' },
    footer: { js: '})' },
    plugins: [resolver],
  });
  return outputFiles[0]!.text;
}
