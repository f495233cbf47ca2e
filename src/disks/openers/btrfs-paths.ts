import type { FileHandle } from 'node:fs/promises';
import { directoryPath, type SubvolumeItem, topLevel } from '../../linux/btrfs.ts';
import type { Located } from './btrfs-subvolumes.ts';

/** Directories that are asked for: each has a snapshot of snapper's or Timeshift's in it. */
const maxDirectories = 1000;
/** Subvolumes in subvolumes. */
const maxNesting = 32;

/** Finds the paths of subvolumes, and asks for each directory once. */
export class Paths {
  readonly #byNumber: ReadonlyMap<number, SubvolumeItem>;
  readonly #directories = new Map<string, string | undefined>();

  constructor(items: readonly SubvolumeItem[]) {
    this.#byNumber = new Map(items.map((item) => [item.number, item]));
  }

  /** Those of `items` whose paths are known; of very many, the newest. */
  async find(file: FileHandle, items: readonly SubvolumeItem[]): Promise<Located[]> {
    const located: Located[] = [];
    for (const item of [...items].sort((a, b) => b.created - a.created)) {
      const path = await this.#pathOf(file, item, 0);
      if (path !== undefined) located.push({ ...item, path });
    }
    return located;
  }

  async #pathOf(file: FileHandle, item: SubvolumeItem, depth: number): Promise<string | undefined> {
    const { parent, directory, name } = item;
    const key = `${parent} ${directory}`;
    if (!this.#directories.has(key) && this.#directories.size < maxDirectories)
      this.#directories.set(key, await directoryPath(file, parent, directory).catch(() => undefined));
    const inside = this.#directories.get(key);
    if (inside === undefined || depth > maxNesting) return undefined;
    const outer = this.#byNumber.get(parent);
    const above = parent === topLevel ? '' : outer && (await this.#pathOf(file, outer, depth + 1));
    return above === undefined ? undefined : `${above}/${inside}${name}`;
  }
}
