// How the Node of a target is run while the image is built.

import { join } from 'node:path';
import { npmPackage } from './npm-package.ts';
import { fetchPackageFor } from './package.ts';
import type { Command, Target } from './target.ts';

/** Debian's packages with the libraries that Node links to; the first has the dynamic linker. */
export const nodeLibraryPackages = ['libc6', 'libgcc-s1', 'libstdc++6'];

/** The path of Node, behind an emulator and what that has to know where this machine cannot run it by itself. */
export async function nodeCommand(target: Target): Promise<Command> {
  const node = join(await npmPackage(target.node.package), target.node.file);
  if (target.emulator === undefined) return [node];
  const roots: string[] = [];
  for (const name of nodeLibraryPackages) roots.push((await fetchPackageFor(target.debian, name)).root);
  const directories = roots.flatMap((root) => ['lib', 'usr/lib'].map((path) => join(root, path, target.libraries)));
  return [target.emulator, '-L', roots[0]!, '-E', `LD_LIBRARY_PATH=${directories.join(':')}`, node];
}
