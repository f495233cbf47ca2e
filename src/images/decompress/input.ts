import { ImageError } from '../image-error.ts';
import type { Source } from '../source.ts';

const CHUNK = 256 * 1024;

/** A window over a source that moves forward: decoders read `bytes` from `at` to `end` without waiting. */
export class Input {
  bytes: Uint8Array = new Uint8Array(CHUNK);
  at = 0;
  end = 0;
  readonly #source: Source;
  /** Where in the source the window ends. */
  #offset: number;

  constructor(source: Source, offset = 0) {
    this.#source = source;
    this.#offset = offset;
  }

  /** How far into the source the decoder has come. */
  get position(): number {
    return this.#offset - (this.end - this.at);
  }

  get available(): number {
    return this.end - this.at;
  }

  /** Makes `count` bytes available, or all that are left where the source ends before. */
  async fill(count: number): Promise<void> {
    if (this.available >= count || this.#offset >= this.#source.size) return;
    if (this.at + count > this.bytes.length) {
      const room = count > this.bytes.length ? new Uint8Array(count + CHUNK) : this.bytes;
      room.set(this.bytes.subarray(this.at, this.end));
      [this.bytes, this.at, this.end] = [room, 0, this.available];
    }
    while (this.available < count) {
      const chunk = await this.#source.read(this.#offset, this.bytes.length - this.end);
      if (chunk.length === 0) return;
      this.bytes.set(chunk, this.end);
      this.end += chunk.length;
      this.#offset += chunk.length;
    }
  }

  /** The next `count` bytes, valid until the next call. Throws {@link ImageError} where the source ends before. */
  async take(count: number): Promise<Uint8Array> {
    await this.fill(count);
    if (this.available < count) throw endsEarly();
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  async u8(): Promise<number> {
    return (await this.take(1))[0]!;
  }

  async u32le(): Promise<number> {
    const [a, b, c, d] = (await this.take(4)) as unknown as [number, number, number, number];
    return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
  }
}

export function endsEarly(): ImageError {
  return new ImageError('it ends too early');
}

export function damaged(): ImageError {
  return new ImageError('its compressed data is damaged');
}
