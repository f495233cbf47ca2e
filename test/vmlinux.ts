// The ELF kernel inside Debian's bzImage.

import { decompress } from '../src/images/decompress.ts';
import { fromBytes } from '../src/images/source.ts';

/** The ELF file inside a bzImage that Debian has compressed with LZ4. https://docs.kernel.org/arch/x86/boot.html */
export async function vmlinux(bzImage: Buffer): Promise<Buffer> {
  const start = (bzImage.readUInt8(0x1f1) + 1) * 512 + bzImage.readUInt32LE(0x248);
  // The last four bytes are the size of the content.
  const payload = bzImage.subarray(start, start + bzImage.readUInt32LE(0x24c) - 4);
  const chunks: Uint8Array[] = [];
  for await (const chunk of decompress('lz4-legacy', fromBytes(payload))) chunks.push(chunk);
  return Buffer.concat(chunks);
}
