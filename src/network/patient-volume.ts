// A server for as long as one configuration is read: one that does not answer is not waited for again and again.

import type { Identity, OpenFile, Stat, Volume } from '../entry/volume.ts';

/** In milliseconds. */
const usualPatience = 15_000;

export class PatientVolume implements Volume {
  readonly identity: Identity;
  readonly #volume: Volume;
  readonly #patience: number;
  #lost = 0;
  #failure: unknown;

  /** @param patience how long questions that fail may take together until the server counts as gone, in milliseconds */
  constructor(volume: Volume, patience = usualPatience) {
    this.#patience = patience;
    this.identity = volume.identity;
    this.#volume = volume;
  }

  read(path: string, limit?: number): Promise<Uint8Array | undefined> {
    return this.#ask(() => this.#volume.read(path, limit));
  }

  list(path: string): Promise<readonly string[] | undefined> {
    return this.#ask(() => this.#volume.list(path));
  }

  stat(path: string): Promise<Stat | undefined> {
    return this.#ask(() => this.#volume.stat(path));
  }

  open(path: string): Promise<OpenFile | undefined> {
    return this.#ask(() => this.#volume.open(path));
  }

  /** Once the patience is at its end, every question ends as the last one did. */
  async #ask<T>(question: () => Promise<T>): Promise<T> {
    if (this.#lost > this.#patience) throw this.#failure;
    const start = performance.now();
    try {
      return await question();
    } catch (failure) {
      this.#lost += performance.now() - start;
      this.#failure = failure;
      throw failure;
    }
  }
}
