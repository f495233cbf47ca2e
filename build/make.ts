// Makes the image, unless the one at hand was made from the same.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from './cache.ts';
import { run } from './command.ts';
import { type Cost, costs } from './costs.ts';
import { debianOrigin } from './debian-origin.ts';
import { pack, rootParts } from './image.ts';
import { fetchKernel, type KernelKind, kernels } from './kernel.ts';
import { type Manifest, manifest, sha256 } from './manifest.ts';
import { readProfile } from './profile.ts';
import { type Target, targetTools, x86_64 } from './target.ts';
import { ensureTools } from './tools.ts';
import { arrange, file, type Item } from './tree.ts';
import { wholeFile } from './whole-file.ts';

export interface MakeOptions {
  /** x86_64 if not given. */
  readonly target?: Target;
  /** `cloud` if not given. */
  readonly kernel?: KernelKind;
  /** The name of a file in initramfs/profiles; the kernel's own if not given. */
  readonly profile?: string;
  /** A directory whose files go to etc of the image, over those of initramfs/etc. */
  readonly etc?: string;
  /** The directory to write to; out/TARGET of the checkout if not given. */
  readonly output?: string;
}

/** Paths of what was made. */
export interface Made {
  readonly vmlinuz: string;
  readonly initramfs: string;
  readonly manifest: string;
  /** Tells what each part costs, in some seconds; `undefined` when the image at hand was as good as a new one. */
  readonly costs: (() => Promise<readonly Cost[]>) | undefined;
}

/** The files of the build that decide the image's form, beside the items that go into it. */
const formFiles = [
  ...['build/image.ts', 'build/squashfs.ts', 'build/tree.ts', 'build/cpio.ts', 'src/images/cpio.ts'],
  ...['initramfs/init', 'build/manifest.ts'],
];

async function inputsKey(profile: string, items: readonly Item[]): Promise<string> {
  const hash = createHash('sha256').update(`${profile}\n`);
  for (const name of formFiles) hash.update(await readFile(join(checkout, name)));
  hash.update((await run('mksquashfs', ['-version'], { timeout: 10_000 })).split('\n')[0]!);
  for (const { path, mode, content } of items) {
    const what = content.kind === 'file' ? { kind: 'file', sha256: sha256(content.data) } : content;
    hash.update(`${JSON.stringify([path, mode, what])}\n`);
  }
  return hash.digest('hex');
}

async function madeFrom(key: string, made: Omit<Made, 'costs'>): Promise<boolean> {
  if (!existsSync(made.vmlinuz) || !existsSync(made.initramfs)) return false;
  try {
    return (JSON.parse(await readFile(made.manifest, 'utf8')) as Manifest).inputs === key;
  } catch {
    return false;
  }
}

/** The directory that is written to if no other is given. */
export const outputOf = (target: Target): string => join(checkout, 'out', target.name);

/**
 * Builds vmlinuz, initramfs.img and manifest.json into the output directory. Fetches and installs what it needs;
 * throws an error that says what to do where it cannot.
 */
export async function makeImage(options: MakeOptions = {}): Promise<Made> {
  const target = options.target ?? x86_64;
  await ensureTools(['apt-get', 'dpkg-deb', 'depmod', 'mksquashfs', 'readelf', ...targetTools(target)]);
  const output = options.output ?? outputOf(target);
  const made = {
    vmlinuz: join(output, 'vmlinuz'),
    initramfs: join(output, 'initramfs.img'),
    manifest: join(output, 'manifest.json'),
  };
  const kind = options.kernel ?? 'cloud';
  const profile = await readProfile(options.profile ?? kernels[kind].profile, kind, target);
  const kernel = await fetchKernel(kind, target);
  const parts = await rootParts(target, kernel, profile, join(checkout, 'initramfs', 'program.ts'), options.etc);
  const root = arrange([...parts.values()].flat());
  const vmlinuz = file('vmlinuz', await readFile(kernel.vmlinuz), await debianOrigin(kernel.package));
  const key = await inputsKey(profile.name, [vmlinuz, ...root]);
  if (await madeFrom(key, made)) return { ...made, costs: undefined };

  const { bytes, outer } = await pack(target, root, kernel);
  const groups = new Map([
    [undefined, [vmlinuz]],
    ['initramfs.img', outer],
    ['root.squashfs', root],
  ]);
  const write = (path: string, data: Uint8Array | string) => wholeFile(path, (temporary) => writeFile(temporary, data));
  await write(made.vmlinuz, (vmlinuz.content as { data: Uint8Array }).data);
  await write(made.initramfs, bytes);
  // Last, because it is what says that the others are complete.
  await write(made.manifest, `${JSON.stringify(manifest(key, kernel, profile.name, groups), undefined, 2)}\n`);
  return { ...made, costs: () => costs(parts, outer, bytes.length) };
}
