import { shown } from '../entry/shown.ts';
import type { Identity, OpenFile, Stat, Volume } from '../entry/volume.ts';
import { NetworkError } from '../network/network-error.ts';
import type { Checksum } from '../trust/checksum-file.ts';
import { fileDigest } from '../trust/file-digest.ts';

/** Finds the server of a URL, and the path there. Raises NetworkError. */
export type Locate = (url: string) => Promise<{ readonly volume: Volume; readonly path: string }>;

/** Files by their URLs, in place of paths, which are what their checksums say or are not given out. */
export class CheckedVolume implements Volume {
  readonly identity: Identity;
  readonly #locate: Locate;
  readonly #checksums: ReadonlyMap<string, Checksum>;

  /** @param checksums of URLs; what has none is given out unchecked */
  constructor(id: string, locate: Locate, checksums: ReadonlyMap<string, Checksum>) {
    this.identity = { id };
    this.#locate = locate;
    this.#checksums = checksums;
  }

  /** Raises NetworkError where it is not what it should be. */
  async open(url: string): Promise<OpenFile | undefined> {
    const { volume, path } = await this.#locate(url);
    const file = await volume.open(path);
    const checksum = this.#checksums.get(url);
    if (!file || !checksum) return file;
    try {
      const found = await fileDigest(file.fd, checksum.algorithm);
      if (found === checksum.hex) return file;
      throw new NetworkError(
        `${shown(url)} is not what ${shown(checksum.from)} says: its ${checksum.algorithm} is ${found}, and should be ${checksum.hex}. Try again, or another mirror.`,
      );
    } catch (failure) {
      await file.close();
      throw failure;
    }
  }

  async read(url: string, limit?: number): Promise<Uint8Array | undefined> {
    const { volume, path } = await this.#locate(url);
    return volume.read(path, limit);
  }

  async list(): Promise<undefined> {
    return undefined;
  }

  async stat(url: string): Promise<Stat | undefined> {
    const { volume, path } = await this.#locate(url);
    return volume.stat(path);
  }
}
