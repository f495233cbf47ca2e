import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** The files that tell of a system: below `/`, or below another directory. What cannot be read is not there. */
export class Tree {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  bytes(path: string): Buffer | undefined {
    try {
      return readFileSync(`${this.#root}${path}`);
    } catch {
      return undefined;
    }
  }

  text(path: string): string | undefined {
    return this.bytes(path)?.toString('utf8').trim();
  }

  names(path: string): string[] {
    try {
      return readdirSync(`${this.#root}${path}`);
    } catch {
      return [];
    }
  }

  /** The name of what a link leads to. */
  target(path: string): string | undefined {
    try {
      return basename(readlinkSync(`${this.#root}${path}`));
    } catch {
      return undefined;
    }
  }
}
