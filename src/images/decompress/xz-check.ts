// What xz adds to each block to see whether it is whole. https://tukaani.org/xz/xz-file-format.txt, section 3.4

import { crc32 } from 'node:zlib';
import { ImageError } from '../image-error.ts';

export interface Check {
  /** In bytes. */
  readonly size: number;
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

class Crc32 implements Check {
  readonly size = 4;
  #sum = 0;

  update(bytes: Uint8Array): void {
    this.#sum = crc32(bytes, this.#sum);
  }

  digest(): Uint8Array {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(this.#sum);
    return bytes;
  }
}

/** @param kind the check's number in the stream's header. Throws {@link ImageError} for one that has no meaning */
export async function newCheck(kind: number): Promise<Check> {
  if (kind === 0) return { size: 0, update: () => {}, digest: () => new Uint8Array() };
  if (kind === 1) return new Crc32();
  if (kind === 4) return new (await import('./crc64.ts')).Crc64();
  if (kind !== 10) throw new ImageError(`it has a checksum of a kind (${kind}) that baton does not know`);
  const hash = (await import('node:crypto')).createHash('sha256');
  return { size: 32, update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
}
