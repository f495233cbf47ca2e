// One block of bzip2: prefix codes, runs, move-to-front, the Burrows-Wheeler transform, and runs again.

import type { BitReader } from './bit-reader.ts';
import { Huffman } from './huffman.ts';
import { damaged } from './input.ts';

const CHUNK = 256 * 1024;
/** Symbols that are read with one code before a selector names the next. */
const GROUP = 50;
const [RUN_A, RUN_B] = [0, 1];

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit++) sum = sum < 0 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  return sum;
});

export class Bzip2Block {
  /** After the transform: a byte in the low 8 bits, and above it the place of the next. */
  readonly #links: Uint32Array;
  #left: number;
  #place: number;
  #sum = -1;
  /** How often the last byte came in a row; after four there stands how many more there are. */
  #run = 0;
  #last = -1;
  #repeat = 0;

  /** Reads the block; the whole of it has to be available. */
  constructor(reader: BitReader, size: number) {
    // The flag of a way of sorting that bzip2 gave up in 1999.
    if (reader.bit()) throw damaged();
    const start = reader.bits(24);
    const bytes = usedBytes(reader);
    const links = new Uint32Array(size);
    this.#left = readSymbols(reader, bytes, links);
    if (start >= this.#left) throw damaged();
    link(links, this.#left);
    this.#links = links;
    this.#place = links[start]! >>> 8;
  }

  /** CRC-32 of all that `next` gave. */
  get sum(): number {
    return ~this.#sum >>> 0;
  }

  /** The next bytes of the content; undefined at its end. */
  next(): Uint8Array | undefined {
    if (this.#left === 0 && this.#repeat === 0) return undefined;
    const output = new Uint8Array(CHUNK);
    const links = this.#links;
    let [out, left, place, run, last, repeat, sum] = [
      0,
      this.#left,
      this.#place,
      this.#run,
      this.#last,
      this.#repeat,
      this.#sum,
    ];
    while (out < CHUNK) {
      if (repeat > 0) {
        repeat--;
      } else {
        if (left === 0) break;
        left--;
        const link = links[place]!;
        const byte = link & 0xff;
        place = link >>> 8;
        if (run === 4) {
          repeat = byte;
          run = 0;
          continue;
        }
        run = byte === last ? run + 1 : 1;
        last = byte;
      }
      output[out++] = last;
      sum = (sum << 8) ^ crcTable[(sum >>> 24) ^ last]!;
    }
    [this.#left, this.#place, this.#run, this.#last, this.#repeat, this.#sum] = [left, place, run, last, repeat, sum];
    return output.subarray(0, out);
  }
}

/** Which bytes there are in the block: sixteen bits for the sixteens, then sixteen for each of those. */
function usedBytes(reader: BitReader): Uint8Array {
  const sixteens = reader.bits(16);
  const bytes: number[] = [];
  for (let high = 0; high < 16; high++) {
    if (!(sixteens & (0x8000 >> high))) continue;
    const used = reader.bits(16);
    for (let low = 0; low < 16; low++) if (used & (0x8000 >> low)) bytes.push(high * 16 + low);
  }
  if (bytes.length === 0) throw damaged();
  return Uint8Array.from(bytes);
}

/** The codes, and by which of them each fifty symbols are read. */
function readCodes(reader: BitReader, symbols: number): { codes: Huffman[]; selectors: Uint8Array } {
  const count = reader.bits(3);
  if (count < 2 || count > 6) throw damaged();
  const front = Uint8Array.from({ length: count }, (_, index) => index);
  const selectors = new Uint8Array(reader.bits(15)).map(() => {
    let depth = 0;
    while (reader.bit()) if (++depth >= count) throw damaged();
    return toFront(front, depth);
  });
  const codes = Array.from({ length: count }, () => {
    let length = reader.bits(5);
    return new Huffman(
      new Uint8Array(symbols).map(() => {
        while (reader.bit()) length += reader.bit() ? -1 : 1;
        if (length < 1 || length > 20) throw damaged();
        return length;
      }),
    );
  });
  return { codes, selectors };
}

function toFront(list: Uint8Array, depth: number): number {
  const found = list[depth]!;
  for (let index = depth; index > 0; index--) list[index] = list[index - 1]!;
  list[0] = found;
  return found;
}

/** @returns how many bytes were written to `output` */
function readSymbols(reader: BitReader, bytes: Uint8Array, output: Uint32Array): number {
  const end = bytes.length + 1;
  const { codes, selectors } = readCodes(reader, end + 1);
  const front = Uint8Array.from(bytes);
  let [count, run, weight] = [0, 0, 1];
  for (let group = 0; ; group++) {
    const code = codes[selectors[group] ?? -1];
    if (!code) throw damaged();
    for (let index = 0; index < GROUP; index++) {
      const symbol = code.symbol(reader);
      if (symbol === RUN_A || symbol === RUN_B) {
        // A number in the digits 1 and 2. With more digits than these no block could hold the run.
        if (weight > 2 ** 20) throw damaged();
        run += weight << symbol;
        weight *= 2;
        continue;
      }
      if (run > 0) {
        if (count + run > output.length) throw damaged();
        output.fill(front[0]!, count, count + run);
        count += run;
        [run, weight] = [0, 1];
      }
      if (symbol === end) return count;
      if (count === output.length) throw damaged();
      output[count++] = toFront(front, symbol - 1);
    }
  }
}

/** Undoes the Burrows-Wheeler transform: puts above each of the first `count` bytes the place of the one after it. */
function link(links: Uint32Array, count: number): void {
  const places = new Uint32Array(256);
  for (let index = 0; index < count; index++) places[links[index]!]!++;
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const own = places[byte]!;
    places[byte] = sum;
    sum += own;
  }
  for (let index = 0; index < count; index++) {
    const byte = links[index]! & 0xff;
    links[places[byte]!++]! |= index << 8;
  }
}
