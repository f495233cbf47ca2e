// ISO 9660 (ECMA-119) with Rock Ridge names (IEEE P1282): enough to find and read files.

const SECTOR = 2048;
/** A directory larger than this is not read to its end. */
const MAX_DIRECTORY = 4 * 2 ** 20;
const MAX_DEPTH = 32;

export interface IsoFile {
  readonly name: string;
  readonly directory: boolean;
  /** Bytes from the start of the image, and bytes long. */
  readonly offset: number;
  readonly size: number;
}

type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

export class Iso {
  readonly #readAt: ReadAt;
  readonly #root: IsoFile;
  /** The volume identifier (ECMA-119, 8.4.7), which Linux takes for the label. */
  readonly label: string;
  /** In bytes, as the image itself has it (Volume Space Size, 8.4.8). */
  readonly size: number;

  constructor(readAt: ReadAt, root: IsoFile, label: string, size: number) {
    this.#readAt = readAt;
    this.#root = root;
    this.label = label;
    this.size = size;
  }

  /**
   * @param readAt gives bytes of the image; fewer than asked for at its end
   * @returns undefined where no primary volume descriptor is (ECMA-119, 8.4)
   */
  static async open(readAt: ReadAt): Promise<Iso | undefined> {
    for (let sector = 16; sector < 32; sector += 1) {
      const bytes = await readAt(sector * SECTOR, SECTOR);
      if (bytes.length < SECTOR || text(bytes, 1, 6) !== 'CD001' || bytes[0] === 255) return undefined;
      const root = bytes[0] === 1 ? record(bytes, 156) : undefined;
      if (root) return new Iso(readAt, root, text(bytes, 40, 72).trimEnd(), sectors(bytes) * SECTOR);
    }
    return undefined;
  }

  /** @returns undefined where there is no such file; names match without regard to case where they are not Rock Ridge's */
  async find(path: string): Promise<IsoFile | undefined> {
    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    let found: IsoFile | undefined = this.#root;
    if (names.length > MAX_DEPTH) return undefined;
    for (const name of names) {
      if (!found?.directory) return undefined;
      const files: IsoFile[] = await this.#files(found);
      found =
        files.find((file) => file.name === name) ??
        files.find((file) => file.name.toLowerCase() === name.toLowerCase());
    }
    return found;
  }

  async list(path: string): Promise<string[] | undefined> {
    const found = await this.find(path);
    if (!found?.directory) return undefined;
    return (await this.#files(found)).map(({ name }) => name).sort();
  }

  async read(path: string, limit: number): Promise<Uint8Array | undefined> {
    const found = await this.find(path);
    return found && !found.directory ? this.#readAt(found.offset, Math.min(found.size, limit)) : undefined;
  }

  async #files({ offset, size }: IsoFile): Promise<IsoFile[]> {
    const bytes = await this.#readAt(offset, Math.min(size, MAX_DIRECTORY));
    const files: IsoFile[] = [];
    for (let at = 0; at < bytes.length; ) {
      const length = bytes[at]!;
      // A record does not cross a sector's end; zeros fill what remains of it.
      if (length === 0) {
        at = (Math.floor(at / SECTOR) + 1) * SECTOR;
        continue;
      }
      const file = record(bytes, at);
      if (file && file.name !== '\0' && file.name !== '\x01') files.push(file);
      at += length;
    }
    return files;
  }
}

function sectors(descriptor: Uint8Array): number {
  return new DataView(descriptor.buffer, descriptor.byteOffset).getUint32(80, true);
}

/** A directory record (ECMA-119, 9.1), named as its Rock Ridge NM fields say or else without `;1` and a final dot. */
function record(bytes: Uint8Array, at: number): IsoFile | undefined {
  const length = bytes[at] ?? 0;
  const nameLength = bytes[at + 32] ?? 0;
  if (length < 34 || at + length > bytes.length || 33 + nameLength > length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, length);
  const plain = text(bytes, at + 33, at + 33 + nameLength);
  const name =
    plain.length === 1 && plain < '\x02'
      ? plain
      : plain
          .replace(/;[0-9]+$/, '')
          .replace(/\.$/, '')
          .toLowerCase();
  return {
    name: rockRidgeName(bytes.subarray(at + 33 + nameLength + (nameLength % 2 === 0 ? 1 : 0), at + length)) ?? name,
    directory: (view.getUint8(25) & 2) !== 0,
    offset: view.getUint32(2, true) * SECTOR,
    size: view.getUint32(10, true),
  };
}

/** The NM fields of a System Use area (IEEE P1282, 4.1.4), joined. */
function rockRidgeName(area: Uint8Array): string | undefined {
  const name: Uint8Array[] = [];
  for (let at = 0; at + 5 <= area.length; ) {
    const length = area[at + 2]!;
    if (length < 4) break;
    // Flags 2 and 4 are the names of `.` and `..`.
    if (text(area, at, at + 2) === 'NM' && ((area[at + 4] ?? 0) & 6) === 0)
      name.push(area.subarray(at + 5, at + length));
    at += length;
  }
  return name.length > 0 ? Buffer.concat(name).toString('utf8') : undefined;
}

function text(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.subarray(from, to)).toString('latin1');
}
