// Android boot images: a header, then the kernel, the ramdisk and more, each from the begin of a page.
// https://source.android.com/docs/core/architecture/bootloader/boot-image-header

/** A piece of an image: bytes from its start, and bytes long. */
export interface Piece {
  readonly offset: number;
  readonly size: number;
}

export interface AndroidImage {
  /** 0 to 4. */
  readonly version: number;
  /** Up to version 2, what the maker calls it. */
  readonly name: string;
  readonly cmdline: string;
  readonly kernel: Piece;
  readonly ramdisk: Piece;
  /** Up to version 2. */
  readonly second?: Piece;
  /** Version 2. */
  readonly devicetree?: Piece;
}

/** What version 3 and later keep apart from the boot image, on a partition or in a file of its own. */
export interface AndroidVendorImage {
  readonly cmdline: string;
  readonly ramdisk: Piece;
  readonly devicetree: Piece;
  /** Parameters that are appended to the initrd (version 4). */
  readonly bootconfig: Piece;
}

/** Bytes that both parsers need to see; the header is no longer. */
export const ANDROID_HEADER = 4096;

/** @returns undefined where it is no Android boot image, or of a version that is not known */
export function parseAndroidImage(bytes: Uint8Array): AndroidImage | undefined {
  const header = new Header(bytes);
  if (bytes.length < 1660 || header.text(0, 8) !== 'ANDROID!') return undefined;
  const version = header.number(40);
  if (version <= 2) return parseOld(header, version);
  if (version > 4) return undefined;
  const [kernel, ramdisk] = header.pages(4096, 4096, header.number(8), header.number(12));
  return { version, name: '', cmdline: header.text(44, 1536), kernel: kernel!, ramdisk: ramdisk! };
}

function parseOld(header: Header, version: number): AndroidImage | undefined {
  const page = header.number(36);
  if (!isPageSize(page)) return undefined;
  const sizes = [header.number(8), header.number(16), header.number(24)];
  if (version >= 1) sizes.push(header.number(1632));
  if (version >= 2) sizes.push(header.number(1648));
  const [kernel, ramdisk, second, , devicetree] = header.pages(page, page, ...sizes);
  return {
    version,
    name: header.text(48, 16),
    cmdline: header.text(64, 512) + header.text(608, 1024),
    kernel: kernel!,
    ramdisk: ramdisk!,
    ...(second!.size > 0 ? { second: second! } : {}),
    ...(devicetree && devicetree.size > 0 ? { devicetree } : {}),
  };
}

/** @returns undefined where it is no vendor boot image */
export function parseAndroidVendorImage(bytes: Uint8Array): AndroidVendorImage | undefined {
  const header = new Header(bytes);
  if (bytes.length < 2128 || header.text(0, 8) !== 'VNDRBOOT') return undefined;
  const [version, page, headerSize] = [header.number(8), header.number(12), header.number(2096)];
  if (version < 3 || version > 4 || !isPageSize(page)) return undefined;
  const table = version >= 4 ? [header.number(2112), header.number(2124)] : [0, 0];
  const first = Math.ceil(headerSize / page) * page;
  const [ramdisk, devicetree, , bootconfig] = header.pages(
    page,
    first,
    header.number(24),
    header.number(2100),
    ...table,
  );
  return { cmdline: header.text(28, 2048), ramdisk: ramdisk!, devicetree: devicetree!, bootconfig: bootconfig! };
}

function isPageSize(size: number): boolean {
  return size >= 512 && size <= 2 ** 20 && (size & (size - 1)) === 0;
}

/** Little-endian numbers and texts that end at a NUL. */
class Header {
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  number(offset: number): number {
    return this.#view.getUint32(offset, true);
  }

  text(offset: number, length: number): string {
    const bytes = Buffer.from(this.#view.buffer, this.#view.byteOffset + offset, length);
    const end = bytes.indexOf(0);
    return bytes.toString('utf8', 0, end < 0 ? length : end);
  }

  /** Pieces of these sizes one behind the other, each from the begin of a page. */
  pages(page: number, first: number, ...sizes: number[]): Piece[] {
    let offset = first;
    return sizes.map((size) => {
      const piece = { offset, size };
      offset += Math.ceil(size / page) * page;
      return piece;
    });
  }
}
