// What a machine that starts baton is made of.

import { join } from 'node:path';
import { checkout } from '../build/cache.ts';
import type { KernelKind } from '../build/kernel.ts';
import { makeImage } from '../build/make.ts';
import { targetNamed, targetTools } from '../build/target.ts';
import { ensureTools } from '../build/tools.ts';
import { arm64Debian } from './arm64-debian/disk.ts';
import { demoDisk } from './debian/disk.ts';
import { installTools } from './debian-base/install.ts';
import { machineTypes, type Processor } from './machine-types.ts';

export interface Image {
  /** Paths, as a machine takes them. */
  readonly kernel: string;
  readonly initrd: string;
}

/** Installs the emulator, if this host lacks it, and builds baton's image, if it is not the newest. */
export async function ensureImage(): Promise<Image> {
  const made = alreadyMade();
  if (made) return made;
  await ensureTools(['qemu-system-x86_64']);
  const { vmlinuz, initramfs } = await makeImage();
  return { kernel: vmlinuz, initrd: initramfs };
}

/**
 * As ensureImage, with a kernel of one's choice; that of PCs and servers has drivers which clouds do without.
 * @param profile one that is not the kernel's own
 */
export async function ensureImageWith(kernel: KernelKind, profile?: string): Promise<Image> {
  if (kernel === 'cloud' && profile === undefined) return ensureImage();
  await ensureTools(['qemu-system-x86_64']);
  const output = join(checkout, 'out', ['x86_64', kernel, ...(profile ? [profile] : [])].join('-'));
  const { vmlinuz, initramfs } = await makeImage({ kernel, ...(profile && { profile }), output });
  return { kernel: vmlinuz, initrd: initramfs };
}

/** As ensureImage, for machines with the processor. */
export async function ensureImageFor(processor: Processor): Promise<Image> {
  if (processor === 'x86_64') return ensureImage();
  await ensureTools([machineTypes[processor].emulator]);
  const { vmlinuz, initramfs } = await makeImage({ target: targetNamed(processor) });
  return { kernel: vmlinuz, initrd: initramfs };
}

/**
 * Makes sure of all tools that a first run takes, the image's and the demo disk's: who is not root gets one command, and
 * not one after the other.
 */
export async function ensureFirstTools(processor: Processor): Promise<void> {
  const image = ['apt-get', 'dpkg-deb', 'depmod', 'mksquashfs', 'loadkeys', 'perl', 'as', 'objcopy', 'readelf'];
  const disk = [...installTools, 'sfdisk', ...(process.getuid?.() === 0 ? [] : ['newuidmap'])];
  const target = targetTools(targetNamed(processor));
  await ensureTools([machineTypes[processor].emulator, ...image, ...target, ...disk]);
}

/** Disks with a Debian for each processor, which nobody may write to. */
export const demoDisks: Readonly<Record<Processor, () => Promise<string>>> = { x86_64: demoDisk, arm64: arm64Debian };

export interface Parts extends Image {
  /** The demo disk. Nobody may write to it. */
  readonly disk: string;
}

/** As ensureImage, and makes the demo disk, if it is not there. */
export async function ensureParts(): Promise<Parts> {
  return alreadyMade() ?? { ...(await ensureImage()), disk: await demoDisk() };
}

/** The variable in which a process tells those it starts that all parts are there: looking again takes seconds. */
export const partsVariable = 'BATON_PARTS';

function alreadyMade(): Parts | undefined {
  const told = process.env[partsVariable];
  return told === undefined ? undefined : (JSON.parse(told) as Parts);
}

/** The cmdline of baton's own kernel that puts it on the serial console of a machine with x86_64. */
export const { onSerial } = machineTypes.x86_64;
