import type { OpenFile, Stat, Volume } from './volume.ts';

/** A volume as it would be if one of its files had another content. */
export class VolumeWithFile implements Volume {
  readonly identity: Volume['identity'];
  readonly #volume: Volume;
  readonly #path: string;
  readonly #content: Uint8Array;

  constructor(volume: Volume, path: string, content: Uint8Array) {
    this.identity = volume.identity;
    this.#volume = volume;
    this.#path = path;
    this.#content = content;
  }

  async read(path: string, limit?: number): Promise<Uint8Array | undefined> {
    return path === this.#path ? this.#content.subarray(0, limit) : this.#volume.read(path, limit);
  }

  list(path: string): Promise<readonly string[] | undefined> {
    return this.#volume.list(path);
  }

  stat(path: string): Promise<Stat | undefined> {
    return this.#volume.stat(path);
  }

  open(path: string): Promise<OpenFile | undefined> {
    return this.#volume.open(path);
  }
}
