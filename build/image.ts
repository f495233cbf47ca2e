// The image: what is in it, and the form in which the kernel gets it.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownOrigin, programFiles } from './bundle.ts';
import { busyboxFile, rescueFiles } from './busybox.ts';
import { checkout } from './cache.ts';
import { cpio } from './cpio.ts';
import { diskToolParts } from './disk-tools.ts';
import { hasModules, type Kernel, moduleFiles } from './kernel.ts';
import { keymapFiles } from './keymaps.ts';
import { nodeFiles } from './node.ts';
import type { Profile } from './profile.ts';
import { skeletonFiles } from './skeleton.ts';
import { squashfs } from './squashfs.ts';
import type { Target } from './target.ts';
import { arrange, directory, file, type Item } from './tree.ts';

/** Where the program mounts things. The root itself is read-only. */
const mountPoints = ['dev', 'mnt', 'proc', 'run', 'sys', 'tmp'];

/**
 * The parts of the root that Node runs in, by a name for the table of costs. `entry` is the program's first file, `etc` a
 * directory of settings that count over the project's own.
 */
export async function rootParts(
  target: Target,
  kernel: Kernel,
  profile: Profile,
  entry: string,
  etc?: string,
): Promise<Map<string, Item[]>> {
  const node = await nodeFiles(target);
  return new Map([
    ['Node and its libraries', node],
    ['baton and koffi', await programFiles(target, entry)],
    ['kernel modules', await moduleFiles(kernel, profile)],
    ['busybox', await rescueFiles(target)],
    ...(await diskToolParts(profile.tools, target, new Set(node.map(({ path }) => path)))),
    ['layouts of keyboards', await keymapFiles(profile.keymaps)],
    ['settings', await skeletonFiles(etc)],
    ['mount points', mountPoints.map((path) => directory(path))],
  ]);
}

/** The initramfs as the kernel is to get it, and all the files in it, also those inside the squashfs. */
export interface Initramfs {
  readonly bytes: Uint8Array;
  readonly outer: readonly Item[];
}

/**
 * Packs the root into the form that was measured to boot quickest: a cpio archive, not compressed, of the root as a
 * squashfs and of what it takes to mount that. Of a compressed cpio the kernel unpacks everything, twice the memory and
 * a second's time; of the squashfs only what is read.
 */
export async function pack(target: Target, root: readonly Item[], kernel: Kernel): Promise<Initramfs> {
  const own = await ownOrigin();
  const modules = new Map(root.map((item) => [item.path.split('/').at(-1), item]));
  const module = async (name: string): Promise<Item> => {
    const found = modules.get(name);
    if (found?.content.kind !== 'file') throw new Error(`the profile has no ${name}, which the image needs to start`);
    return { ...found, path: name };
  };
  const outer = arrange([
    file('init', await readFile(join(checkout, 'initramfs', 'init')), own, 0o755),
    await busyboxFile(target),
    ...(hasModules(kernel.kind) ? [await module('loop.ko'), await module('squashfs.ko')] : []),
    file('root.squashfs', await squashfs(root), own),
    directory('root'),
    { path: 'dev/console', mode: 0o600, content: { kind: 'character device', major: 5, minor: 1 } },
    // The standard input of what the shell runs in the background.
    { path: 'dev/null', mode: 0o666, content: { kind: 'character device', major: 1, minor: 3 } },
    { path: 'dev/loop0', mode: 0o600, content: { kind: 'block device', major: 7, minor: 0 } },
  ]);
  return { bytes: cpio(outer), outer };
}
