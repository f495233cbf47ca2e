// A kernel of our own, from Debian's source, the fragments of configuration in build/kernel/, and the patches there.

import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { cached, checkout } from './cache.ts';
import { run } from './command.ts';
import { configText, lostWishes, mergeFragments, type Wish } from './kernel-config.ts';
import { applyPatches, readPatches } from './kernel-patches.ts';
import { fetchKernelSource, unpackKernelSource } from './kernel-source.ts';
import type { Package } from './package.ts';
import { progress } from './progress.ts';
import { x86_64 } from './target.ts';
import { ensureTools } from './tools.ts';

export interface OwnKernel {
  /** The source's package, with a root as Debian's packages of kernels have it. */
  readonly package: Package;
  /** What `uname -r` says. */
  readonly release: string;
}

/** What the kernel's build runs, and the headers that its own tools need. */
const tools = [
  ...['gcc', 'ld', 'make', 'flex', 'bison', 'bc', 'lz4', 'depmod'],
  ...['/usr/include/stdio.h', '/usr/include/libelf.h', '/usr/include/openssl/opensslv.h'],
];
/** What would differ from build to build; without them the same inputs give the same bytes. */
const variables = {
  ARCH: x86_64.name,
  KBUILD_BUILD_TIMESTAMP: 'Thu Jan  1 00:00:00 UTC 1970',
  KBUILD_BUILD_USER: 'baton',
  KBUILD_BUILD_HOST: 'baton',
  KBUILD_BUILD_VERSION: '1',
  // Empty, so that nothing is added that a git repository around the source would tell.
  LOCALVERSION: '',
};
const minutes = 60_000;
const buildTimeout = 120 * minutes;
const fragmentDirectory = join(checkout, 'build', 'kernel');

async function readWishes(fragments: readonly string[]): Promise<Map<string, Wish>> {
  const texts = fragments.map(async (fragment) => {
    const name = `${fragment}.config`;
    return { name, text: await readFile(join(fragmentDirectory, name), 'utf8') };
  });
  return mergeFragments(await Promise.all(texts));
}

/** The first lines of what the compiler and the linker say of their versions. */
async function toolVersions(): Promise<string> {
  const versions = ['gcc', 'ld'].map((tool) => run(tool, ['--version'], { timeout: minutes }));
  return (await Promise.all(versions)).map((text) => text.split('\n')[0]).join('\n');
}

/**
 * The kernel of the named fragments of build/kernel/, merged onto a configuration in which all is off: from the cache,
 * or built, which takes minutes. Throws where an option gets lost on the way, and with what make says where it fails.
 * @param name for the cache and for people
 */
export async function buildKernel(name: string, fragments: readonly string[]): Promise<OwnKernel> {
  await ensureTools(tools);
  const [wishes, patches] = await Promise.all([readWishes(fragments), readPatches()]);
  const source = await fetchKernelSource();
  const config = configText(wishes);
  const inputs = [source.version, source.sha256, await toolVersions(), JSON.stringify([variables, patches]), config];
  const key = createHash('sha256').update(inputs.join('\n')).digest('hex').slice(0, 16);
  const root = await cached(join('kernels', `${name}-${key}`), async (directory) => {
    const work = join(directory, 'work');
    await mkdir(work);
    const tree = await unpackKernelSource(source, work);
    await applyPatches(tree, patches);
    await configure(tree, wishes);
    await compile(name, tree);
    await collect(tree, directory, source);
    await rm(work, { recursive: true });
  });
  return { package: { ...source, root }, release: (await readFile(join(root, releaseFile), 'utf8')).trim() };
}

const make = (tree: string, target: string, options: Partial<Parameters<typeof run>[2]> = {}) =>
  run('make', ['-C', tree, `-j${availableParallelism()}`, target], {
    timeout: buildTimeout,
    ...options,
    env: { ...variables, ...options.env },
  });

async function configure(tree: string, wishes: ReadonlyMap<string, Wish>): Promise<void> {
  const asked = join(tree, 'asked.config');
  await writeFile(asked, configText(wishes));
  await make(tree, 'allnoconfig', { env: { KCONFIG_ALLCONFIG: asked } });
  const lost = lostWishes(wishes, await readFile(join(tree, '.config'), 'utf8'));
  if (lost.length > 0) throw new Error(`The kernel's configuration is not what was asked for:\n${lost.join('\n')}`);
}

async function compile(name: string, tree: string): Promise<void> {
  const shown = progress(`Building the kernel ${name}, in some minutes`, 1, 'count');
  try {
    await make(tree, 'bzImage');
  } finally {
    shown.end();
  }
}

const releaseFile = 'release';

/** Copies what is needed of the built tree, to where Debian's packages of kernels have it. */
async function collect(tree: string, root: string, source: Package): Promise<void> {
  const release = (await readFile(join(tree, 'include/config/kernel.release'), 'utf8')).trim();
  const [boot, modules] = [join(root, 'boot'), join(root, 'lib/modules', release)];
  const documentation = join('usr/share/doc', source.name);
  for (const path of [boot, modules, join(root, documentation)]) await mkdir(path, { recursive: true });
  await copyFile(join(tree, 'arch/x86/boot/bzImage'), join(boot, `vmlinuz-${release}`));
  await copyFile(join(tree, '.config'), join(boot, `config-${release}`));
  for (const name of ['modules.builtin', 'modules.builtin.modinfo'])
    await copyFile(join(tree, name), join(modules, name));
  await writeFile(join(modules, 'modules.order'), '');
  await copyFile(join(source.root, documentation, 'copyright'), join(root, documentation, 'copyright'));
  await run('depmod', ['-b', root, release], { timeout: minutes });
  await writeFile(join(root, releaseFile), `${release}\n`);
}
