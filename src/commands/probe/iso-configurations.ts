import type { Source } from 'blkid-parse';
import { readAll } from '../../dialects/read-all.ts';
import type { Identity, OpenFile, Stat, Volume } from '../../entry/volume.ts';
import { Iso } from '../../images/iso9660.ts';
import { type Configuration, configurationOf } from '../../record/configuration.ts';

/** The boot configurations on an ISO 9660 filesystem. Never throws: a medium that fails has none. */
export async function isoConfigurations(source: Source): Promise<Configuration[]> {
  try {
    const iso = await Iso.open(async (offset, length) => source.read(offset, length));
    return iso ? (await readAll([new IsoVolume(iso)])).map(configurationOf) : [];
  } catch {
    return [];
  }
}

class IsoVolume implements Volume {
  readonly identity: Identity;
  readonly #iso: Iso;

  constructor(iso: Iso) {
    this.identity = { id: 'iso', type: 'iso9660', ...(iso.label === '' ? {} : { label: iso.label }) };
    this.#iso = iso;
  }

  read(path: string, limit = 16 * 2 ** 20): Promise<Uint8Array | undefined> {
    return this.#iso.read(path, limit);
  }

  list(path: string): Promise<readonly string[] | undefined> {
    return this.#iso.list(path);
  }

  async stat(path: string): Promise<Stat | undefined> {
    const found = await this.#iso.find(path);
    return found && { kind: found.directory ? 'directory' : 'file', size: found.directory ? 0 : found.size };
  }

  /** A file inside an image has no descriptor of its own. */
  async open(): Promise<OpenFile | undefined> {
    return undefined;
  }
}
