// The kernel of an image, Debian's or one of our own, and the part of its modules that a profile asks for.

import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from './apt.ts';
import { run } from './command.ts';
import { debianOrigin } from './debian-origin.ts';
import { kernelPath } from './kernel-compile.ts';
import { closure, readIndex, resolveLine } from './modules.ts';
import { buildKernel } from './own-kernel.ts';
import { fetchPackage, fetchPackageFor, type Package } from './package.ts';
import type { Profile } from './profile.ts';
import { type Target, x86_64 } from './target.ts';
import { ensureTools } from './tools.ts';
import { file, type Item } from './tree.ts';

/** The fragments of build/kernel/ that every kernel of our own is made of. */
const common = ['base', 'kexec', 'image', 'virtio'] as const;
/** And those of every one that takes the place of a firmware's boot stage: PCs and servers may be virtual ones. */
const boots = [...common, 'firmware', 'filesystems', 'stacking', 'virtual'] as const;

/**
 * Kernels that an image can be made with: the Debian metapackage, without the processor at its end, that depends on the newest of the kind, or the
 * fragments of configuration of one of our own, which has no modules; and the profile that an image of it has if no
 * other is asked for.
 */
export const kernels = {
  cloud: { metapackage: 'linux-image-cloud', profile: 'standard' },
  generic: { metapackage: 'linux-image', profile: 'full' },
  jump: { fragments: common, profile: 'minimal' },
  firmware: { fragments: boots, profile: 'standard' },
  pc: { fragments: [...boots, 'machines', 'pc'], profile: 'standard' },
  server: { fragments: [...boots, 'machines', 'server'], profile: 'full' },
} as const;
export type KernelKind = keyof typeof kernels;

/** Whether the kernel has modules, from which a profile chooses. */
export const hasModules = (kind: KernelKind): boolean => 'metapackage' in kernels[kind];

export interface Kernel {
  readonly kind: KernelKind;
  readonly package: Package;
  /** What `uname -r` says, and the name of the module directory. */
  readonly release: string;
  /** Path of the bzImage, or the Image of arm64. */
  readonly vmlinuz: string;
  /** Path of the same, compressed as well as it can be, where the kernel is one of our own. */
  readonly small?: string;
}

const timeout = 120_000;
/** Of depmod's files, those in text that a loader of modules reads. */
const indexFiles = ['modules.alias', 'modules.builtin', 'modules.builtin.modinfo', 'modules.dep', 'modules.softdep'];
/** What depmod takes from the kernel's own build. */
const depmodInputs = ['modules.builtin', 'modules.builtin.modinfo', 'modules.order'];

async function releaseIn(root: string): Promise<string> {
  const [release, ...others] = await readdir(join(root, 'lib/modules'));
  if (release === undefined || others.length > 0) throw new Error(`${root} is not one kernel's package`);
  return release;
}

const vmlinuzIn = (root: string, release: string) => join(root, 'boot', `vmlinuz-${release}`);

/**
 * Builds the kernel, or fetches the one that the metapackage for `kind` depends on; its modules are indexed by depmod.
 * Throws where there is none of that kind for the target.
 */
export async function fetchKernel(kind: KernelKind, target: Target = x86_64): Promise<Kernel> {
  const recipe = kernels[kind];
  if ('fragments' in recipe) {
    if (target !== x86_64)
      throw new Error(
        `the kernel ${kind} is built for ${x86_64.name} alone; for ${target.name} choose cloud or generic`,
      );
    const built = await buildKernel(kind, recipe.fragments);
    const [vmlinuz, small] = (['quick', 'small'] as const).map((form) =>
      join(built.package.root, kernelPath(built.release, form)),
    );
    return { kind, ...built, vmlinuz: vmlinuz!, small: small! };
  }
  await ensureTools(['depmod']);
  const meta = await fetchPackageFor(target.debian, `${recipe.metapackage}-${target.debian}`);
  const name = /\blinux-image-\d\S*/.exec(meta.depends)?.[0];
  if (name === undefined)
    throw new Error(`Debian's ${meta.name} ${meta.version} depends on no kernel: ${meta.depends}`);
  const index = async ({ root }: Package) => {
    await run('depmod', ['-b', root, await releaseIn(root)], { timeout });
  };
  const of = await fetchPackage(name, index, suite, target.debian);
  const release = await releaseIn(of.root);
  return { kind, package: of, release, vmlinuz: vmlinuzIn(of.root, release) };
}

/** The directory with the modules and what depmod wrote of them. */
export const moduleDirectory = (kernel: Kernel) => join(kernel.package.root, 'lib/modules', kernel.release);

/** One module's bytes, by its path in the module directory. */
export function readModule(kernel: Kernel, path: string): Promise<Uint8Array> {
  return readFile(join(moduleDirectory(kernel), path));
}

/** The modules that the profile asks for with all they need, and depmod's index of just these. */
export async function moduleFiles(kernel: Kernel, profile: Profile): Promise<Item[]> {
  const directory = moduleDirectory(kernel);
  const index = await readIndex(directory);
  const wanted = hasModules(kernel.kind) ? profile.modules.flatMap((line) => resolveLine(line, index)) : [];
  const paths = closure(wanted, index);

  const root = await mkdtemp(join(tmpdir(), 'baton-modules-'));
  try {
    const chosen = join(root, 'lib/modules', kernel.release);
    for (const path of [...paths, ...depmodInputs]) {
      await mkdir(dirname(join(chosen, path)), { recursive: true });
      await cp(join(directory, path), join(chosen, path));
    }
    await run('depmod', ['-b', root, kernel.release], { timeout });
    const origin = await debianOrigin(kernel.package);
    const names = [...paths, ...indexFiles];
    return await Promise.all(
      names.map(async (name) =>
        file(`lib/modules/${kernel.release}/${name}`, await readFile(join(chosen, name)), origin),
      ),
    );
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
