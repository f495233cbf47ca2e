import { withFile } from '../../entry/read-at.ts';
import type { OpenFile, Stat, Volume } from '../../entry/volume.ts';
import { Iso } from '../../images/iso9660.ts';

/**
 * The files inside a disc image that lies on a volume.
 * @returns undefined where there is no such file or it is no ISO 9660 image
 */
export async function openImage(volume: Volume, path: string): Promise<Volume | undefined> {
  const probe = await withFile(volume, path, (readAt) => Iso.open(readAt));
  return probe && new ImageVolume(volume, path, probe.label);
}

/** Opens the image for each question and closes it again, so that nobody need close the volume. */
class ImageVolume implements Volume {
  readonly identity: Volume['identity'];
  readonly #volume: Volume;
  readonly #path: string;

  constructor(volume: Volume, path: string, label: string) {
    this.identity = { id: `${volume.identity.id}:${path}`, type: 'iso9660', ...(label === '' ? {} : { label }) };
    this.#volume = volume;
    this.#path = path;
  }

  read(path: string, limit = 16 * 2 ** 20): Promise<Uint8Array | undefined> {
    return this.#ask((iso) => iso.read(path, limit));
  }

  list(path: string): Promise<readonly string[] | undefined> {
    return this.#ask((iso) => iso.list(path));
  }

  stat(path: string): Promise<Stat | undefined> {
    return this.#ask(async (iso) => {
      const found = await iso.find(path);
      return found && { kind: found.directory ? 'directory' : 'file', size: found.directory ? 0 : found.size };
    });
  }

  /** A file inside an image has no descriptor of its own. */
  async open(): Promise<OpenFile | undefined> {
    return undefined;
  }

  #ask<T>(question: (iso: Iso) => Promise<T | undefined>): Promise<T | undefined> {
    return withFile(this.#volume, this.#path, async (readAt) => {
      const iso = await Iso.open(readAt);
      return iso && question(iso);
    });
  }
}
