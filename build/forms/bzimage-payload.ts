// A bzImage that has its initramfs behind it, and is started like any other.
// https://docs.kernel.org/arch/x86/boot.html#the-real-mode-kernel-header

import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { readBzImage } from '../../src/images/bzimage.ts';
import { assemble } from '../assemble.ts';

/** Fields of the setup header, by their offsets in the file. */
const header = {
  syssize: 0x1f4,
  alignment: 0x230,
  xloadflags: 0x236,
  preferred: 0x258,
  initSize: 0x260,
  handover: 0x264,
};
/** XLF_EFI_HANDOVER_32 and 64: entry points of UEFI that would leave the initramfs out. */
const efiFlags = 0x0c;
/** From the beginning of the protected-mode code: its entry point of 64 bits. That of 32 bits is the beginning. */
const entry64 = 0x200;
/** Offsets in payload.s. */
const code = {
  distance: 0x00,
  offset: 0x04,
  size: 0x08,
  initSize: 0x0c,
  mask: 0x10,
  preferred: 0x14,
  bytes32: 0x18,
  bytes64: 0x20,
  entry32: 0x40,
  entry64: 0x100,
};
const page = 4096;
const limit = 2 ** 31;

const up = (value: number, alignment: number) => Math.ceil(value / alignment) * alignment;

/**
 * The kernel `vmlinuz` with `initramfs`, in any form that it can unpack, as one bzImage: boot loaders that give it no
 * initrd start it with this one, at the entry point of 16, 32 or 64 bits. For UEFI it is no program any more. Throws a
 * sentence where it is no bzImage of protocol 2.12 or later that can be relocated.
 */
export async function appendInitramfs(vmlinuz: Uint8Array, initramfs: Uint8Array): Promise<Buffer> {
  const image = readBzImage(vmlinuz);
  if (!image?.relocatable || image.architecture !== 'x86_64' || image.size > vmlinuz.length)
    throw new Error('the kernel is no complete bzImage for x86-64 that can be relocated');
  const kernel = Buffer.from(vmlinuz.subarray(0, image.size));
  const setup = ((kernel[0x1f1] || 4) + 1) * 512;
  const blob = await assemble(join(import.meta.dirname, 'payload.s'));
  const distance = kernel.length - setup;
  const offset = up(blob.length, 16);
  const initSize = kernel.readUInt32LE(header.initSize);
  const alignment = kernel.readUInt32LE(header.alignment);
  if (initSize < distance + offset) throw new Error('the kernel does not say how much memory it needs to be unpacked');
  // With what is lost where the loader has not aligned it, and up to the next page.
  const needed = up(initSize, page) + alignment + up(initramfs.length, page);
  if (needed > limit)
    throw new Error(`with an initramfs of ${initramfs.length} bytes the kernel is too large to be loaded`);

  blob.writeUInt32LE(distance, code.distance);
  blob.writeUInt32LE(offset, code.offset);
  blob.writeUInt32LE(initramfs.length, code.size);
  blob.writeUInt32LE(initSize, code.initSize);
  blob.writeUInt32LE(alignment - 1, code.mask);
  blob.writeUInt32LE(Number(kernel.readBigUInt64LE(header.preferred)), code.preferred);
  kernel.copy(blob, code.bytes32, setup, setup + 8);
  kernel.copy(blob, code.bytes64, setup + entry64, setup + entry64 + 8);
  jump(kernel, setup, distance + code.entry32);
  jump(kernel, setup + entry64, distance + code.entry64 - entry64);

  // UEFI looks for "MZ".
  kernel.fill(0, 0, 2);
  kernel.writeUInt16LE(kernel.readUInt16LE(header.xloadflags) & ~efiFlags, header.xloadflags);
  kernel.writeUInt32LE(0, header.handover);
  kernel.writeUInt32LE(needed, header.initSize);
  // The kernel's own build ends its file with a checksum, which is part of the last paragraph of 16 bytes.
  const length = up(distance + offset + initramfs.length + 4, 16);
  kernel.writeUInt32LE(length / 16, header.syssize);
  const payload = Buffer.alloc(setup + length);
  for (const [at, bytes] of [
    [0, kernel],
    [kernel.length, blob],
    [kernel.length + offset, initramfs],
  ] as const)
    payload.set(bytes, at);
  payload.writeUInt32LE(~crc32(payload.subarray(0, -4)) >>> 0, payload.length - 4);
  return payload;
}

/** Writes a near jump, which has the same form in both modes, over the bytes at `at`. @param by from there */
function jump(bytes: Buffer, at: number, by: number): void {
  bytes[at] = 0xe9;
  bytes.writeInt32LE(by - 5, at + 1);
}
