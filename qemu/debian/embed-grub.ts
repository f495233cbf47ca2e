// Writes GRUB's first two stages into a disk, as grub-bios-setup does, which works only on a device of this machine.
// The offsets are those of grub-core/boot/i386/pc/boot.S and diskboot.S and of include/grub/i386/pc/boot.h.

import { sectorBytes } from './layout.ts';

/** In boot.img: the sector that core.img begins at, as a 64-bit number. */
const kernelSectorOffset = 0x5c;
/** In boot.img: after its code come the disk's own signature and the partition table of the MBR, which stay. */
const codeEnd = 440;
/** In core.img: where its second sector lies, as a 64-bit number; grub-mkimage has written the count behind it. */
const blockListOffset = sectorBytes - 12;

/** A piece of the disk: the bytes that belong at `offset`. */
export interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * The pieces that make a disk boot `coreImage` (from grub-mkimage for i386-pc), which is to lie at sector `start` in a
 * partition of `sectors`. Throws if it does not fit there.
 */
export function embedGrub(bootImage: Uint8Array, coreImage: Uint8Array, start: number, sectors: number): Piece[] {
  if (coreImage.length > sectors * sectorBytes) {
    throw new Error(`GRUB's core image has ${coreImage.length} bytes and does not fit into ${sectors} sectors`);
  }
  const boot = Buffer.from(bootImage.subarray(0, codeEnd));
  boot.writeBigUInt64LE(BigInt(start), kernelSectorOffset);
  const core = Buffer.from(coreImage);
  core.writeBigUInt64LE(BigInt(start + 1), blockListOffset);
  return [
    { offset: 0, bytes: boot },
    { offset: start * sectorBytes, bytes: core },
  ];
}
