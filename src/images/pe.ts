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
  /** Where its signatures lie in the file, in bytes; undefined where it has none. */
  readonly certificates?: { readonly offset: number; readonly size: number };
}

/** By the machine field. */
const architectures: Readonly<Record<number, string>> = {
  ...{ 332: 'i386', 34404: 'x86_64', 448: 'arm', 450: 'arm', 452: 'arm', 43620: 'arm64', 512: 'ia64' },
  ...{ 20530: 'riscv32', 20580: 'riscv64', 25138: 'loongarch32', 25188: 'loongarch64' },
};

export function architectureOf({ machine }: Pe): string {
  return architectures[machine] ?? `machine 0x${machine.toString(16)}`;
}

const HEAD = 4096;
/** Offset, in the DOS header, of where the PE header lies. */
const LFANEW = 0x3c;
const COFF_SIZE = 24;
const SECTION_SIZE = 40;
/** More than any image has: with more, the table alone would be a megabyte. */
const MAX_SECTIONS = 8_192;
/** To where, in the optional header of each magic, its table of directories begins. */
const DIRECTORIES: Readonly<Record<number, number>> = { 267: 96, 523: 112 };
/** Of these the one that tells of signatures, and 8 bytes for each. */
const CERTIFICATES = 4;

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
  const directories = DIRECTORIES[header.getUint16(COFF_SIZE, true)];
  if (count === 0 || count > MAX_SECTIONS || directories === undefined) return undefined;

  const optionalSize = header.getUint16(20, true);
  const table = await part(start + COFF_SIZE + optionalSize, count * SECTION_SIZE);
  if (!table) return undefined;
  const sections = Array.from({ length: count }, (_, index) => section(table, index * SECTION_SIZE));
  const entry = directories + CERTIFICATES * 8;
  const directory = entry + 8 <= optionalSize ? await part(start + COFF_SIZE + entry, 8) : undefined;
  const certificates = { offset: directory?.getUint32(0, true) ?? 0, size: directory?.getUint32(4, true) ?? 0 };
  return { machine: header.getUint16(4, true), sections, ...(certificates.size > 0 ? { certificates } : {}) };

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
