// A server, as a Volume: what it has can be read by its path, and nobody can ask for a list of it.

import { readSync } from 'node:fs';
import { shown } from '../entry/shown.ts';
import type { Identity, Stat, Volume } from '../entry/volume.ts';
import type { Connection } from './connection.ts';
import { type FetchedFile, type FetchOptions, fetchFile, lookFor } from './fetch.ts';
import { KeptFile } from './kept-file.ts';
import { NetworkError } from './network-error.ts';

export interface ServerOptions {
  /** What ends a transfer that begins now. */
  signal?(): AbortSignal;
  /** How the server is reached, for a transfer that begins now. */
  connection?(): Connection;
  /** Called with every piece of a file: bytes so far, of how many where the server has said so, and since when. */
  onProgress?(url: string, bytes: number, total: number | undefined, seconds: number): void;
}

const usualLimit = 16 * 2 ** 20;
/** Of files up to this size, in bytes, what they hold is remembered. */
const largestText = 2 ** 20;

export class NetworkVolume implements Volume {
  readonly identity: Identity;
  readonly #origin: string;
  readonly #options: ServerOptions;
  readonly #texts = new Map<string, Uint8Array>();
  readonly #found = new Map<string, ReturnType<typeof lookFor>>();
  readonly #kept = new Map<string, KeptFile>();

  /** @param origin `http://user:password@10.0.0.1:8080`, `tftp://10.0.0.1`: without a path */
  constructor(origin: string, options: ServerOptions = {}) {
    this.identity = { id: shown(origin), type: origin.slice(0, origin.indexOf(':')) };
    this.#origin = origin;
    this.#options = options;
  }

  async read(path: string, limit = usualLimit): Promise<Uint8Array | undefined> {
    const known = this.#texts.get(path);
    if (known) return known.subarray(0, limit);
    const file = await this.#fetch(path, limit);
    if (!file) return undefined;
    try {
      const bytes = new Uint8Array(file.size);
      for (let done = 0; done < bytes.length; ) {
        const length = readSync(file.fd, bytes, done, bytes.length - done, done);
        if (length === 0) break;
        done += length;
      }
      // Every language may look at it.
      if (bytes.length < limit && bytes.length <= largestText) this.#texts.set(path, bytes);
      return bytes;
    } finally {
      await file.close();
    }
  }

  /** Asks anew for what was asked for before. */
  forget(): void {
    this.#texts.clear();
    this.#found.clear();
  }

  async list(): Promise<undefined> {
    return undefined;
  }

  async stat(path: string): Promise<Stat | undefined> {
    const known = this.#found.get(path) ?? lookFor(this.#url(path), this.#fetchOptions(path));
    this.#found.set(path, known);
    // A server that fails may be well a moment later.
    known.catch(() => this.#found.delete(path));
    const found = await known;
    return found && { kind: 'file', size: found.size ?? 0 };
  }

  /** What was opened a short while ago is not fetched again, if the server still has the same. */
  async open(path: string): Promise<FetchedFile | undefined> {
    const kept = this.#kept.get(path);
    if (kept?.is(await lookFor(this.#url(path), this.#fetchOptions(path)))) return kept.open();
    this.#drop(path);
    const file = await this.#fetch(path).catch((failure) => {
      // What is kept is only in the way of what is wanted.
      if (!(failure instanceof NetworkError && failure.memory && this.#kept.size > 0)) throw failure;
      for (const other of this.#kept.keys()) this.#drop(other);
      return this.#fetch(path);
    });
    if (!file || !KeptFile.fits(file)) return file;
    this.#drop(path);
    const one = new KeptFile(file, file, () => this.#kept.delete(path));
    this.#kept.set(path, one);
    return one.open();
  }

  #drop(path: string): void {
    this.#kept.get(path)?.close();
    this.#kept.delete(path);
  }

  async #fetch(path: string, prefix?: number): Promise<FetchedFile | undefined> {
    const options = { ...this.#fetchOptions(path), ...(prefix === undefined ? {} : { prefix }) };
    try {
      return await fetchFile(this.#url(path), options);
    } catch (failure) {
      if (failure instanceof NetworkError && failure.absent) return undefined;
      throw failure;
    }
  }

  #fetchOptions(path: string): FetchOptions {
    const { signal, onProgress, connection } = this.#options;
    const [start, url] = [performance.now(), shown(this.#url(path))];
    return {
      ...(signal ? { signal: signal() } : {}),
      ...(connection ? { connection: connection() } : {}),
      onProgress: (bytes, total) => onProgress?.(url, bytes, total, (performance.now() - start) / 1000),
    };
  }

  #url(path: string): string {
    return `${this.#origin}${path}`;
  }
}
