// The checksum of LZ4 frames. https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md

const P1 = 0x9e3779b1;
const P2 = 0x85ebca77;
const P3 = 0xc2b2ae3d;
const P4 = 0x27d4eb2f;
const P5 = 0x165667b1;
const STRIPE = 16;

const rotate = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits));
const round = (sum: number, word: number) => Math.imul(rotate((sum + Math.imul(word, P2)) | 0, 13), P1);

/** XXH32 with the seed 0 of bytes that come piece by piece. */
export class Xxh32 {
  #a = (P1 + P2) | 0;
  #b = P2 | 0;
  #c = 0;
  #d = -P1 | 0;
  #length = 0;
  readonly #rest = Buffer.alloc(STRIPE);
  #held = 0;

  update(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let at = 0;
    if (this.#held > 0) {
      at = Math.min(STRIPE - this.#held, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#held);
      this.#held += at;
      if (this.#held < STRIPE) return;
      this.#stripes(this.#rest);
      this.#held = 0;
    }
    const whole = bytes.length - ((bytes.length - at) % STRIPE);
    this.#stripes(bytes.subarray(at, whole));
    this.#rest.set(bytes.subarray(whole));
    this.#held = bytes.length - whole;
  }

  #stripes(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.length; at += STRIPE) {
      this.#a = round(this.#a, view.getInt32(at, true));
      this.#b = round(this.#b, view.getInt32(at + 4, true));
      this.#c = round(this.#c, view.getInt32(at + 8, true));
      this.#d = round(this.#d, view.getInt32(at + 12, true));
    }
  }

  digest(): number {
    let sum =
      this.#length < STRIPE
        ? P5
        : (rotate(this.#a, 1) + rotate(this.#b, 7) + rotate(this.#c, 12) + rotate(this.#d, 18)) | 0;
    sum = (sum + this.#length) | 0;
    let at = 0;
    for (; at + 4 <= this.#held; at += 4)
      sum = Math.imul(rotate((sum + Math.imul(this.#rest.readInt32LE(at), P3)) | 0, 17), P4);
    for (; at < this.#held; at++) sum = Math.imul(rotate((sum + Math.imul(this.#rest[at]!, P5)) | 0, 11), P1);
    sum = Math.imul(sum ^ (sum >>> 15), P2);
    sum = Math.imul(sum ^ (sum >>> 13), P3);
    return (sum ^ (sum >>> 16)) >>> 0;
  }
}

export function xxh32(bytes: Uint8Array): number {
  const sum = new Xxh32();
  sum.update(bytes);
  return sum.digest();
}
