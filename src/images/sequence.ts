import type { Source } from './source.ts';

/** Bytes that are read from front to back. */
export interface Sequence {
  /** How many bytes were read or passed over. */
  readonly position: number;
  /** The next `count` bytes; fewer where it ends before. */
  read(count: number): Promise<Uint8Array>;
  /** Goes on `count` bytes further; behind the end nothing is left to be read. */
  skip(count: number): Promise<void>;
}

/** A source from `start` on; positions count from its begin. What is passed over is not read. */
export function sequenceOf(source: Source, start: number): Sequence {
  let position = start;
  return {
    get position() {
      return position;
    },
    read: async (count) => {
      const bytes = await source.read(position, count);
      position += bytes.length;
      return bytes;
    },
    skip: async (count) => {
      position = Math.min(position + count, source.size);
    },
  };
}

/** What a generator gives piece by piece, and what it returns at its end. */
export class Pieces<T> implements Sequence {
  position = 0;
  /** What the generator returned; undefined before its end. */
  result: T | undefined;
  readonly #pieces: AsyncGenerator<Uint8Array, T>;
  #rest: Uint8Array = new Uint8Array();

  constructor(pieces: AsyncGenerator<Uint8Array, T>) {
    this.#pieces = pieces;
  }

  async read(count: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let left = count;
    while (left > 0 && (await this.#more())) {
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      parts.push(part);
      left -= part.length;
    }
    this.position += count - left;
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  async skip(count: number): Promise<void> {
    let left = count;
    while (left > 0 && (await this.#more())) {
      const passed = Math.min(left, this.#rest.length);
      this.#rest = this.#rest.subarray(passed);
      left -= passed;
    }
    this.position += count - left;
  }

  /** Goes on to the next byte that is no zero; false where there is none. */
  async skipZeros(): Promise<boolean> {
    while (await this.#more()) {
      const found = this.#rest.findIndex((byte) => byte !== 0);
      const passed = found < 0 ? this.#rest.length : found;
      this.#rest = this.#rest.subarray(passed);
      this.position += passed;
      if (found >= 0) return true;
    }
    return false;
  }

  /** Whether there is something to be read. */
  async #more(): Promise<boolean> {
    while (this.#rest.length === 0) {
      if (this.result !== undefined) return false;
      const next = await this.#pieces.next();
      if (next.done) this.result = next.value;
      else this.#rest = next.value;
    }
    return true;
  }

  /** Ends the generator, wherever it is. */
  async close(): Promise<void> {
    await this.#pieces.return(undefined as T);
  }
}
