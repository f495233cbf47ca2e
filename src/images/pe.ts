// PE/COFF images, as EFI programs and kernels with an EFI stub are: the headers and the section table.
// https://learn.microsoft.com/windows/win32/debug/pe-format

/** A section and where its content lies in the file. */
export interface PeSection {
  /** Without the NULs that fill it up to 8 bytes. */
  readonly name: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Bytes that the file holds of it: without the zeros that align it there, or those that only memory has. */
  readonly size: number;
}

export interface Pe {
  /** The processor: 0x8664 for x86-64, 0x14c for i386, 0xaa64 for arm64. */
  readonly machine: number;
  /** In the order of the table. */
  readonly sections: readonly PeSection[];
}

const HEAD = 4096;
/** Offset, in the DOS header, of where the PE header lies. */
const LFANEW = 0x3c;
const COFF_SIZE = 24;
const SECTION_SIZE = 40;
/** More than any image has: with more, the table alone would be a megabyte. */
const MAX_SECTIONS = 8_192;
const OPTIONAL_MAGICS = [0x10b, 0x20b];

/**
 * Reads an image's section table, and nothing else of it.
 * @param readAt gives bytes of the file; fewer than asked for at its end
 * @returns undefined where it is no PE image, or one that is cut off before the end of its table
 */
export async function readPe(readAt: (offset: number, length: number) => Promise<Uint8Array>): Promise<Pe | undefined> {
  const head = await readAt(0, HEAD);
  if (head.length < LFANEW + 4 || head[0] !== 0x4d || head[1] !== 0x5a) return undefined;
  const start = viewOf(head).getUint32(LFANEW, true);

  const header = await part(start, COFF_SIZE + 2);
  if (header?.getUint32(0, true) !== 0x4550) return undefined;
  const count = header.getUint16(6, true);
  if (count === 0 || count > MAX_SECTIONS || !OPTIONAL_MAGICS.includes(header.getUint16(COFF_SIZE, true)))
    return undefined;

  const table = await part(start + COFF_SIZE + header.getUint16(20, true), count * SECTION_SIZE);
  if (!table) return undefined;
  const sections = Array.from({ length: count }, (_, index) => section(table, index * SECTION_SIZE));
  return { machine: header.getUint16(4, true), sections };

  async function part(offset: number, length: number): Promise<DataView | undefined> {
    const bytes =
      offset + length <= head.length ? head.subarray(offset, offset + length) : await readAt(offset, length);
    return bytes.length === length ? viewOf(bytes) : undefined;
  }
}

function section(table: DataView, at: number): PeSection {
  const name = Buffer.from(table.buffer, table.byteOffset + at, 8).toString('latin1');
  const [virtualSize, rawSize] = [table.getUint32(at + 8, true), table.getUint32(at + 16, true)];
  return {
    name: name.replace(/\0[\s\S]*$/, ''),
    offset: table.getUint32(at + 20, true),
    size: Math.min(virtualSize, rawSize),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
