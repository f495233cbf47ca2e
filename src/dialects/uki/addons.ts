import type { Resource } from '../../entry/entry.ts';
import type { BootRoot } from '../bls/boot-root.ts';
import { splitCounter } from '../bls/candidate.ts';
import { type Image, readImage } from './image.ts';

/** What addons add to an image. */
export interface Addition {
  /** Texts to put behind the cmdline, in this order. */
  readonly cmdlines: readonly string[];
  /** The addons that hold initrds, microcode or device trees, in this order. */
  readonly addons: readonly Resource[];
}

interface Addon {
  readonly resource: Resource;
  readonly image: Image;
}

/** Addons in one directory; more are passed over. */
const MAX_ADDONS = 100;
const FILES = ['.initrd', '.ucode', '.dtb', '.dtbauto'];

/**
 * The PE addons of one ESP: those for all images lie in /loader/addons, those for one in a directory beside it.
 * https://uapi-group.org/specifications/specs/unified_kernel_image/#pe-addons
 * (systemd: `load_addons`, src/boot/stub.c.)
 */
export class Addons {
  readonly #root: BootRoot;
  readonly #machine: number;
  readonly #directories = new Map<string, Promise<Addon[]>>();

  /** @param machine the machine field that an addon's PE header has to have */
  constructor(root: BootRoot, machine: number) {
    this.#root = root;
    this.#machine = machine;
  }

  /**
   * @param path of the image, as a path of the volume; the directory of its addons goes by its name without a counter
   * @param uname of the image: addons that name another one are not for it
   */
  async of(path: string, uname: string | undefined): Promise<Addition> {
    const own = `${path.slice(0, path.lastIndexOf('/') + 1)}${splitCounter(path.slice(path.lastIndexOf('/') + 1)).name}`;
    const found = [
      ...(await this.#in(`${this.#root.directory}/loader/addons`)),
      ...(await this.#in(`${own}.extra.d`)),
    ].filter(({ image }) => {
      const wanted = image.profiles[0]!.uname;
      return wanted === undefined || uname === undefined || wanted === uname;
    });
    return {
      cmdlines: found.flatMap(({ image }) => image.profiles[0]!.cmdline ?? []),
      addons: found
        .filter(({ image }) => FILES.some((name) => image.profiles[0]!.sections.has(name)))
        .map(({ resource }) => resource),
    };
  }

  #in(directory: string): Promise<Addon[]> {
    const known = this.#directories.get(directory) ?? this.#read(directory);
    this.#directories.set(directory, known);
    return known;
  }

  async #read(directory: string): Promise<Addon[]> {
    const { volume, id } = this.#root;
    const names = ((await volume.list(directory)) ?? []).filter((name) => /\.addon\.efi$/i.test(name));
    const addons: Addon[] = [];
    for (const name of names.slice(0, MAX_ADDONS)) {
      const path = `${directory}/${name}`;
      const image = await readImage(volume, path);
      if (image && !image.kernel && image.machine === this.#machine)
        addons.push({ resource: { volume: id, path }, image });
    }
    return addons;
  }
}
