// The arm64 kernel image. https://docs.kernel.org/arch/arm64/booting.html#call-the-kernel-image

import type { Bytes } from './bytes.ts';
import type { Format } from './image.ts';

export interface Arm64Image {
  readonly format: 'arm64-image';
  readonly architecture: 'arm64';
  /** From a 2 MiB boundary, in bytes. */
  readonly textOffset: number;
  /** Bytes of memory from there on; 0 where it does not say (before Linux 3.17). */
  readonly imageSize: number;
  readonly byteOrder: 'little' | 'big';
  /** In bytes, where it says. */
  readonly pageSize?: number;
  /** Whether it may lie anywhere in memory, or should lie near its begin. */
  readonly anywhere: boolean;
  /** Whether firmware can start it as an EFI program. */
  readonly efiStub: boolean;
}

const pageSizes = [undefined, 4096, 16384, 65536] as const;

/** What the header of the kernel says that begins with `head`; undefined where it is none of these. */
export function readArm64Image(head: Bytes): Arm64Image | undefined {
  if (!head.has('ARM\x64', 56)) return undefined;
  const flags = head.u32(24);
  const pageSize = pageSizes[(flags >> 1) & 3];
  return {
    format: 'arm64-image',
    architecture: 'arm64',
    textOffset: head.u64(8),
    imageSize: head.u64(16),
    byteOrder: flags & 1 ? 'big' : 'little',
    ...(pageSize === undefined ? {} : { pageSize }),
    anywhere: (flags & 8) !== 0,
    efiStub: head.has('MZ') && head.has('PE\0\0', head.u32(60)),
  };
}

export const arm64Image: Format = { name: 'arm64-image', recognise: (_, head) => readArm64Image(head) };
