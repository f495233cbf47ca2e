// A kernel of our own, from Debian's source, the fragments of configuration in build/kernel/, and the patches there.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, checkout } from './cache.ts';
import { run } from './command.ts';
import { compileKernel, compileTools, compression, type KernelRecipe, variables } from './kernel-compile.ts';
import { configText, mergeFragments, type Wish } from './kernel-config.ts';
import { readPatches } from './kernel-patches.ts';
import { fetchKernelSource } from './kernel-source.ts';
import type { Package } from './package.ts';
import { ensureTools } from './tools.ts';

export interface OwnKernel {
  /** The source's package, with a root as Debian's packages of kernels have it. */
  readonly package: Package;
  /** What `uname -r` says. */
  readonly release: string;
}

const fragmentDirectory = join(checkout, 'build', 'kernel');
const releaseFile = 'release';

/** What the named fragments of build/kernel/ ask for together. Throws where one of them is not as it should be. */
export async function readWishes(fragments: readonly string[]): Promise<Map<string, Wish>> {
  const texts = fragments.map(async (fragment) => {
    const name = `${fragment}.config`;
    return { name, text: await readFile(join(fragmentDirectory, name), 'utf8') };
  });
  return mergeFragments(await Promise.all(texts));
}

/** The first lines of what the compiler and the linker say of their versions. */
async function toolVersions(): Promise<string> {
  const versions = ['gcc', 'ld'].map((tool) => run(tool, ['--version'], { timeout: 60_000 }));
  return (await Promise.all(versions)).map((text) => text.split('\n')[0]).join('\n');
}

/** All that a kernel of these fragments is made of; installs what its build runs. */
export async function kernelRecipe(name: string, fragments: readonly string[]): Promise<KernelRecipe> {
  await ensureTools(compileTools);
  const [wishes, patches] = await Promise.all([readWishes(fragments), readPatches()]);
  return { name, wishes, patches, source: await fetchKernelSource() };
}

/**
 * The kernel of the named fragments of build/kernel/, merged onto a configuration in which all is off: from the cache,
 * or built, which takes minutes. Throws where an option gets lost on the way, and with what make says where it fails.
 * @param name for the cache and for people
 */
export async function buildKernel(name: string, fragments: readonly string[]): Promise<OwnKernel> {
  const recipe = await kernelRecipe(name, fragments);
  const { source, wishes, patches } = recipe;
  const how = JSON.stringify([variables, patches, compression]);
  const inputs = [source.version, source.sha256, await toolVersions(), how, configText(wishes)];
  const key = createHash('sha256').update(inputs.join('\n')).digest('hex').slice(0, 16);
  const root = await cached(join('kernels', `${name}-${key}`), async (directory) => {
    const work = join(directory, 'work');
    await mkdir(work);
    await writeFile(join(directory, releaseFile), `${await compileKernel(recipe, work, directory)}\n`);
    await rm(work, { recursive: true });
  });
  return { package: { ...source, root }, release: (await readFile(join(root, releaseFile), 'utf8')).trim() };
}
