// The files of an ISO 9660 filesystem that nobody has mounted.

import type { Identity, OpenFile, Stat, Volume } from '../entry/volume.ts';
import type { Iso } from '../images/iso9660.ts';

const usualLimit = 16 * 2 ** 20;

export class IsoVolume implements Volume {
  readonly identity: Identity;
  readonly #iso: Iso;
  readonly #open: (offset: number, size: number) => Promise<OpenFile | undefined>;

  /** @param open what opens a part of the image as a file, where that can be: from an offset, so many bytes */
  constructor(id: string, iso: Iso, open: (offset: number, size: number) => Promise<OpenFile | undefined>) {
    this.identity = { id, type: 'iso9660', ...(iso.label === '' ? {} : { label: iso.label }) };
    this.#iso = iso;
    this.#open = open;
  }

  read(path: string, limit = usualLimit): Promise<Uint8Array | undefined> {
    return this.#iso.read(path, limit);
  }

  list(path: string): Promise<readonly string[] | undefined> {
    return this.#iso.list(path);
  }

  async stat(path: string): Promise<Stat | undefined> {
    const found = await this.#iso.find(path);
    return found && { kind: found.directory ? 'directory' : 'file', size: found.directory ? 0 : found.size };
  }

  async open(path: string): Promise<OpenFile | undefined> {
    const found = await this.#iso.find(path);
    return found && !found.directory ? this.#open(found.offset, found.size) : undefined;
  }
}
