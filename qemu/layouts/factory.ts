// Disks with stacks on them, RAID, LVM, LUKS, made by the real tools in a virtual machine: the host may have neither
// the device mapper nor md, nor be worked as root.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cached, cacheRoot } from '../../build/cache.ts';
import { run } from '../../build/command.ts';
import type { Manifest } from '../../build/manifest.ts';
import { ensureImageWith, type Image } from '../parts.ts';
import { sources as kernelSources } from '../printing-kernel/make.ts';
import { temporaryDirectory } from '../temporary.ts';
import { batches } from './batches.ts';
import { type Job, runFactory } from './factory-machine.ts';
import { makePayload } from './payload.ts';
import type { Recipe } from './recipe.ts';

export interface Layout {
  readonly name: string;
  /** Raw, sparse images, in the order of the recipe. Nobody may write to them. */
  readonly disks: readonly string[];
}

const mebibyte = 2 ** 20;
const copySeconds = 120;
/** The packages whose programs decide what a layout is. */
const toolPackages = ['cryptsetup-bin', 'lvm2', 'mdadm'];

/**
 * The disks of each recipe, in the order of the recipes, from the cache or made now: those that need it in as few
 * machines as possible. Throws an error with the end of the console where a script fails.
 */
export async function makeLayouts(recipes: readonly Recipe[]): Promise<Layout[]> {
  const names = new Map<Recipe, string>();
  for (const kind of ['cloud', 'generic'] as const) {
    const chosen = recipes.filter(({ kernel = 'cloud' }) => kernel === kind);
    if (chosen.length === 0) continue;
    const image = await ensureImageWith(kind);
    const tools = await toolVersions(image);
    for (const recipe of chosen) names.set(recipe, await cacheName(recipe, tools));
    const missing = chosen.filter((recipe) => !existsSync(join(cacheRoot(), names.get(recipe)!)));
    for (const batch of batches(missing)) await makeBatch(batch, names, image);
  }
  return recipes.map((recipe) => {
    const kept = recipe.disks.slice(0, recipe.kept);
    return { name: recipe.name, disks: kept.map((_, at) => join(cacheRoot(), names.get(recipe)!, diskName(at))) };
  });
}

const diskName = (at: number) => `disk${at}.img`;

async function toolVersions({ initrd }: Image): Promise<string> {
  const text = await readFile(join(dirname(initrd), 'manifest.json'), 'utf8');
  const { kernel, packages } = JSON.parse(text) as Manifest;
  const tools = packages.filter((one) => toolPackages.includes(one.package));
  return JSON.stringify([kernel, tools.map((one) => `${one.package} ${one.version}`)]);
}

/** With the hash of the recipe, of what makes it here, and of the tools. */
async function cacheName(recipe: Recipe, tools: string): Promise<string> {
  const hash = createHash('sha256').update(tools);
  hash.update(JSON.stringify({ ...recipe, disks: recipe.disks.map(String) }));
  for (const place of [import.meta.dirname, kernelSources])
    for (const entry of (await readdir(place, { withFileTypes: true })).filter((one) => one.isFile()))
      hash.update(entry.name).update(await readFile(join(place, entry.name)));
  return join('layouts', `${recipe.name}-${hash.digest('hex').slice(0, 16)}`);
}

async function makeBatch(batch: readonly Recipe[], names: ReadonlyMap<Recipe, string>, image: Image): Promise<void> {
  using directory = await temporaryDirectory('large');
  const jobs: Job[] = [];
  for (const recipe of batch) jobs.push(await prepare(recipe, directory.path));
  await runFactory(
    jobs.filter(({ recipe }) => recipe.script !== undefined),
    image,
    directory.path,
  );
  for (const { recipe, disks } of jobs) {
    await cached(names.get(recipe)!, async (final) => {
      for (const [at, disk] of disks.slice(0, recipe.kept).entries()) {
        const copy = join(final, diskName(at));
        await run('cp', ['--sparse=always', disk, copy], { timeout: copySeconds * 1000 });
        await chmod(copy, 0o444);
      }
    });
  }
}

/** Makes on this host what the layout's script is to start from. */
async function prepare(recipe: Recipe, directory: string): Promise<Job> {
  const disks: string[] = [];
  for (const [at, disk] of recipe.disks.entries()) {
    const path = join(directory, `${recipe.name}.${diskName(at)}`);
    await writeFile(path, '');
    if (typeof disk === 'number') await truncate(path, disk * mebibyte);
    else await disk(path, disks);
    disks.push(path);
  }
  if (recipe.payload === undefined) return { recipe, disks };
  const payload = join(directory, `${recipe.name}.payload`);
  await makePayload(recipe.payload, recipe.name, payload);
  return { recipe, disks, payload };
}
