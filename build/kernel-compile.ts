// Compiles a kernel of our own: from the unpacked source to what an image needs of it.

import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';
import { configText, lostWishes, type Wish } from './kernel-config.ts';
import { applyPatches, type Patch } from './kernel-patches.ts';
import { unpackKernelSource } from './kernel-source.ts';
import type { Package } from './package.ts';
import { progress } from './progress.ts';
import { x86_64 } from './target.ts';

/** What the kernel's build runs, and the headers that its own tools need. */
export const compileTools = [
  ...['gcc', 'ld', 'make', 'flex', 'bison', 'bc', 'lz4', 'xz', 'depmod'],
  ...['/usr/include/stdio.h', '/usr/include/libelf.h', '/usr/include/openssl/opensslv.h'],
];
/** What would differ from build to build; without them the same inputs give the same bytes. */
export const variables = {
  ARCH: x86_64.name,
  KBUILD_BUILD_TIMESTAMP: 'Thu Jan  1 00:00:00 UTC 1970',
  KBUILD_BUILD_USER: 'baton',
  KBUILD_BUILD_HOST: 'baton',
  KBUILD_BUILD_VERSION: '1',
  // Empty, so that nothing is added that a git repository around the source would tell.
  LOCALVERSION: '',
};
/**
 * How the kernel is compressed, in two files: quick to unpack, as the fragments have it, and small, for a flash chip.
 * The second costs its compression alone.
 */
export const compression = { quick: 'KERNEL_LZ4', small: 'KERNEL_XZ' } as const;

const minutes = 60_000;
const buildTimeout = 120 * minutes;

export interface KernelRecipe {
  /** For people. */
  readonly name: string;
  readonly source: Package;
  readonly wishes: ReadonlyMap<string, Wish>;
  readonly patches: readonly Patch[];
}

/** Where the kernel lies in a root as Debian's packages of kernels have it; `small` is for a flash chip. */
export const kernelPath = (release: string, form: keyof typeof compression = 'quick'): string =>
  join('boot', `vmlinuz-${release}${form === 'small' ? '.small' : ''}`);

/**
 * Builds the kernel of the recipe in the empty directory `work`, and lays what an image needs of it into `root`. Returns
 * what `uname -r` says of it. Throws a sentence for each option that gets lost on the way, and with what make says.
 */
export async function compileKernel(recipe: KernelRecipe, work: string, root: string): Promise<string> {
  const { name, source, wishes, patches } = recipe;
  const tree = await unpackKernelSource(source, work);
  await applyPatches(tree, patches);
  await configureKernel(tree, wishes);
  const shown = progress(`Building the kernel ${name}, in some minutes`, 1, 'count');
  try {
    await make(tree, 'bzImage');
    const release = (await readFile(join(tree, 'include/config/kernel.release'), 'utf8')).trim();
    await collect(tree, root, release, source);
    await recompress(tree);
    await copyFile(join(tree, bzImage), join(root, kernelPath(release, 'small')));
    return release;
  } finally {
    shown.end();
  }
}

const make = (tree: string, target: string, options: Partial<Parameters<typeof run>[2]> = {}) =>
  run('make', ['-C', tree, `-j${availableParallelism()}`, target], {
    timeout: buildTimeout,
    ...options,
    env: { ...variables, ...options.env },
  });

/**
 * Makes the .config in `tree` of what is wished for, and of nothing else. Throws a sentence for each wish that is not in
 * it, or that a later `make olddefconfig` would take out.
 */
export async function configureKernel(tree: string, wishes: ReadonlyMap<string, Wish>): Promise<void> {
  const asked = join(tree, 'asked.config');
  await writeFile(asked, configText(wishes));
  await make(tree, 'allnoconfig', { env: { KCONFIG_ALLCONFIG: asked } });
  await make(tree, 'olddefconfig');
  const lost = lostWishes(wishes, await readFile(join(tree, '.config'), 'utf8'));
  if (lost.length > 0) throw new Error(`The kernel's configuration is not what was asked for:\n${lost.join('\n')}`);
}

const bzImage = 'arch/x86/boot/bzImage';

/** Copies what is needed of the built tree, to where Debian's packages of kernels have it. */
async function collect(tree: string, root: string, release: string, source: Package): Promise<void> {
  const [boot, modules] = [join(root, 'boot'), join(root, 'lib/modules', release)];
  const documentation = join('usr/share/doc', source.name);
  for (const path of [boot, modules, join(root, documentation)]) await mkdir(path, { recursive: true });
  await copyFile(join(tree, bzImage), join(root, kernelPath(release)));
  await copyFile(join(tree, '.config'), join(boot, `config-${release}`));
  for (const name of ['modules.builtin', 'modules.builtin.modinfo'])
    await copyFile(join(tree, name), join(modules, name));
  await writeFile(join(modules, 'modules.order'), '');
  await copyFile(join(source.root, documentation, 'copyright'), join(root, documentation, 'copyright'));
  await run('depmod', ['-b', root, release], { timeout: minutes });
}

/** Builds once more what differs by the compression. */
async function recompress(tree: string): Promise<void> {
  const config = join(tree, '.config');
  const before = await readFile(config, 'utf8');
  const { quick, small } = compression;
  const after = before
    .replace(`CONFIG_${quick}=y`, `# CONFIG_${quick} is not set`)
    .replace(`# CONFIG_${small} is not set`, `CONFIG_${small}=y`);
  await writeFile(config, after);
  await make(tree, 'bzImage');
}
