// CRC-64 of ECMA-182, as xz has it. https://tukaani.org/xz/xz-file-format.txt, section 6

/** The polynomial with its bits reversed, in halves. */
const [HIGH, LOW] = [0xc96c5795, 0xd7870f42];
const highs = new Int32Array(256);
const lows = new Int32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let [high, low] = [0, byte];
  for (let bit = 0; bit < 8; bit++) {
    const odd = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (odd) [high, low] = [high ^ HIGH, low ^ LOW];
  }
  highs[byte] = high;
  lows[byte] = low;
}

/** The checksum of bytes that come piece by piece. */
export class Crc64 {
  readonly size = 8;
  #high = -1;
  #low = -1;

  update(bytes: Uint8Array): void {
    let [high, low] = [this.#high, this.#low];
    for (const byte of bytes) {
      const index = (low ^ byte) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ lows[index]!;
      high = (high >>> 8) ^ highs[index]!;
    }
    [this.#high, this.#low] = [high, low];
  }

  /** Eight bytes, the lowest first. */
  digest(): Uint8Array {
    const bytes = new DataView(new ArrayBuffer(8));
    bytes.setInt32(0, ~this.#low, true);
    bytes.setInt32(4, ~this.#high, true);
    return new Uint8Array(bytes.buffer);
  }
}
