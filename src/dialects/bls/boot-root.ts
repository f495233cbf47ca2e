import type { Resource } from '../../entry/entry.ts';
import type { Volume } from '../../entry/volume.ts';

/** A file that a configuration names, and whether it is there. */
export interface Located extends Resource {
  readonly exists: boolean;
}

/** Several times what a thousand entries need. What is named beyond is taken to be there. */
const MAX_QUESTIONS = 10_000;

/** An ESP or XBOOTLDR file system, or the directory of a larger one that holds the same: where its files lie. */
export class BootRoot {
  readonly volume: Volume;
  /** Empty, or a path such as `/boot`. */
  readonly directory: string;
  readonly #files = new Map<string, Promise<boolean>>();

  constructor(volume: Volume, directory: string) {
    this.volume = volume;
    this.directory = directory;
  }

  get id(): string {
    return this.volume.identity.id;
  }

  /** Asks each path once. */
  async exists(path: string): Promise<boolean> {
    const known = this.#files.get(path);
    if (known) return known;
    if (this.#files.size >= MAX_QUESTIONS) return true;
    const asked = this.volume.stat(path).then((stat) => stat?.kind === 'file');
    this.#files.set(path, asked);
    return asked;
  }

  /** The names in a directory below this root, none where it is not there. */
  async list(path: string): Promise<readonly string[]> {
    return (await this.volume.list(this.directory + path)) ?? [];
  }

  /**
   * The file that a value names. It is relative to the root of the file system, with or without a leading slash.
   * Where there is no such file, the places where others than the specification look: this root's directory where it
   * lies deeper, and for a relative path the directory of loader.conf.
   */
  async locate(value: string): Promise<Located> {
    const path = `/${value}`.replace(/[/\\]+/g, '/');
    const places = [
      path,
      `${this.directory}${path}`,
      ...(/^[/\\]/.test(value) ? [] : [`${this.directory}/loader${path}`]),
    ];
    for (const place of new Set(places))
      if (await this.exists(place)) return { volume: this.id, path: place, exists: true };
    return { volume: this.id, path, exists: false };
  }
}
