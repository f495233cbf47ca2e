// An arm64 kernel and what it gets, each in its place. https://docs.kernel.org/arch/arm64/booting.html

import { readArm64Image } from '../../images/arm64.ts';
import { Bytes } from '../../images/bytes.ts';
import type { Segment } from '../../linux/kexec-load.ts';
import { LoadError } from '../load-error.ts';
import { alignDown, pageSize } from '../page.ts';
import type { Placement } from '../placement.ts';
import { makeSegment, type Wanted } from '../prepared.ts';
import type { DeviceTree } from './flattened-tree.ts';
import { nextTree } from './next-tree.ts';
import { startKernel } from './start-kernel.ts';

export interface Parts extends Pick<Wanted, 'kernel' | 'name' | 'cmdline' | 'initrd'> {
  readonly running: DeviceTree;
  readonly own?: DeviceTree | undefined;
  readonly efi?: boolean | undefined;
}

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;
/** Its image begins so far behind a multiple of this as its header says. */
const imageAlignment = 2 * mebibyte;
/** Of kernels whose header does not tell how much memory they need: as much as any of that time did behind its end. */
const oldMargin = 8 * mebibyte;
/** The initrd lies in a window of this size, which begins at a multiple of 1 GiB and has the kernel in it as well. */
const window = 32 * gibibyte;
/** The tree has at most this size and crosses no multiple of it. */
const treeLimit = 2 * mebibyte;
/** COMMAND_LINE_SIZE of arm64 without the closing NUL. */
const cmdlineSize = 2047;

/** Places everything. Raises LoadError. @returns the segments, and the address at which they are started */
export function prepareImage(parts: Parts, placement: Placement): { segments: Segment[]; entry: number } {
  const { kernel, name, cmdline, initrd, running, own, efi } = parts;
  const image = readArm64Image(new Bytes(kernel));
  if (!image)
    throw new LoadError(`${name} is no kernel that kexec_load can start on arm64: no Image. Use another kernel.`);
  const given = Buffer.byteLength(cmdline);
  if (given > cmdlineSize) {
    throw new LoadError(
      `The command line has ${given} bytes, and the kernel ${name} takes at most ${cmdlineSize}. Shorten it.`,
    );
  }
  const { textOffset } = image;
  const size = image.imageSize === 0 ? kernel.length + oldMargin : Math.max(image.imageSize, kernel.length);
  if (textOffset >= imageAlignment || textOffset % pageSize !== 0)
    throw new LoadError(`The kernel ${name} is damaged: its header is none. Reinstall it, or choose another entry.`);
  // Low, because older kernels cannot use the memory below them.
  const base = placement.take('the kernel', { size: textOffset + size, alignment: imageAlignment, low: true });
  const address = base + textOffset;
  const first = alignDown(base, gibibyte);
  const initrdAt = initrd && placement.take('the initrd', { size: initrd.length, min: first, max: first + window });
  const place = initrdAt === undefined ? undefined : { address: initrdAt, size: initrd!.length };
  const tree = nextTree({ running, own, cmdline, initrd: place, efi });
  if (tree.length > treeLimit)
    throw new LoadError('The device tree has more than 2 MiB, which is more than Linux takes. Use another one.');
  const treeAt = placement.take('the device tree', { size: treeLimit, alignment: treeLimit });
  const entry = placement.take('what starts the kernel', { size: pageSize });
  return {
    entry,
    segments: [
      makeSegment(address, kernel, size),
      ...(initrdAt === undefined ? [] : [makeSegment(initrdAt, initrd!)]),
      makeSegment(treeAt, tree),
      makeSegment(entry, startKernel(address, treeAt)),
    ],
  };
}
