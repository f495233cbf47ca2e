// A fetched file that may be wanted again: to be looked at first, and to be booted then.

import { closeSync, openSync } from 'node:fs';
import { readMemory } from '../linux/memory.ts';
import type { FetchedFile, Start } from './fetch.ts';

/** How long a file is kept, in milliseconds, and one of which its server cannot tell whether it is still the same. */
const [longest, withoutMark] = [600_000, 60_000];

/** What is kept takes no more of the memory that is left than one part of so many. */
const share = 4;

export class KeptFile {
  readonly #file: FetchedFile;
  readonly #mark: string | undefined;
  readonly #timer: NodeJS.Timeout;

  /** Takes over the file; `gone` is called when it is kept no longer. */
  constructor(file: FetchedFile, { mark }: Start, gone: () => void) {
    this.#file = file;
    this.#mark = mark;
    this.#timer = setTimeout(
      () => {
        this.close();
        gone();
      },
      mark === undefined ? withoutMark : longest,
    ).unref();
  }

  /** Whether there is the memory to keep the file. */
  static fits({ size }: FetchedFile, { available } = readMemory()): boolean {
    return size <= available / share;
  }

  /** Whether the server, which says `now` of its file, still has the same. */
  is(now: Start | undefined): boolean {
    return now !== undefined && now.size === this.#file.size && now.mark === this.#mark;
  }

  /** The file as one of the caller's own. */
  open(): FetchedFile {
    const fd = openSync(`/proc/self/fd/${this.#file.fd}`, 'r');
    return { fd, size: this.#file.size, close: async () => closeSync(fd) };
  }

  close(): void {
    clearTimeout(this.#timer);
    closeSync(this.#file.fd);
  }
}
