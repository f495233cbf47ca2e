import { peImage } from '../pe-image.ts';

const ARM64 = 0xaa64;

/**
 * A zboot image around a payload, as the header of Linux's build describes it (zboot-header.S), which cross-compiling a
 * whole kernel would make.
 * @param label what the header calls the compression
 */
export function zbootImage(payload: Uint8Array, label: string): Buffer {
  const bytes = Buffer.from(peImage([['.text', payload]], ARM64));
  // The DOS header ends where the PE header begins, at byte 64.
  bytes.write('zimg', 4, 'latin1');
  bytes.writeUInt32LE(bytes.length - payload.length, 8);
  bytes.writeUInt32LE(payload.length, 12);
  bytes.write(label, 24, 'latin1');
  bytes.writeUInt32LE(0x818223cd, 0x38);
  return bytes;
}
