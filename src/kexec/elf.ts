// ELF executables: what of them goes where. https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.pheader.html

/** A part of the file that is to lie in memory. */
export interface ElfSegment {
  /** Bytes from the start of the file, and how many. */
  readonly offset: number;
  readonly fileSize: number;
  /** The physical address, and how much memory: with zeros behind what the file has. */
  readonly address: number;
  readonly memorySize: number;
  /** The virtual address; kernels tell by it where they want to be entered. */
  readonly virtualAddress: number;
}

export interface Elf {
  readonly bits: 32 | 64;
  /** The processor: 3 for i386, 62 for x86-64. */
  readonly machine: number;
  readonly entry: number;
  /** The loadable segments with memory, in the order of the table. */
  readonly segments: readonly ElfSegment[];
}

export const elfMachines = { i386: 3, x86_64: 62 } as const;

const EXECUTABLE = 2;
const LOAD = 1;
const INTERPRETER = 3;
/** More than any kernel has. */
const mostHeaders = 1024;

/** Where the fields of the two classes lie in the file's header and in a program header. */
const layouts = {
  32: {
    head: { size: 52, entry: 24, table: 28, entrySize: 42, count: 44 },
    program: { size: 32, offset: 4, virtual: 8, physical: 12, fileSize: 16, memorySize: 20 },
  },
  64: {
    head: { size: 64, entry: 24, table: 32, entrySize: 54, count: 56 },
    program: { size: 56, offset: 8, virtual: 16, physical: 24, fileSize: 32, memorySize: 40 },
  },
} as const;

/**
 * Reads the headers of a little-endian executable that needs no interpreter. Undefined where `file` is none, is cut off
 * before the end of a segment, or has numbers that no memory has.
 */
export function readElf(file: Uint8Array): Elf | undefined {
  if (file.length < 64) return undefined;
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  if (view.getUint32(0) !== 0x7f454c46 || file[5] !== 1 || view.getUint16(16, true) !== EXECUTABLE) return undefined;
  const bits = file[4] === 1 ? 32 : file[4] === 2 ? 64 : undefined;
  if (bits === undefined) return undefined;
  const { head, program } = layouts[bits];
  const word = (at: number): number => (bits === 32 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true)));

  const [table, entrySize, count] = [
    word(head.table),
    view.getUint16(head.entrySize, true),
    view.getUint16(head.count, true),
  ];
  if (entrySize < program.size || count === 0 || count > mostHeaders || table + count * entrySize > file.length)
    return undefined;
  const segments: ElfSegment[] = [];
  for (let index = 0; index < count; index++) {
    const at = table + index * entrySize;
    const type = view.getUint32(at, true);
    if (type === INTERPRETER) return undefined;
    if (type !== LOAD) continue;
    const segment = {
      offset: word(at + program.offset),
      fileSize: word(at + program.fileSize),
      address: word(at + program.physical),
      memorySize: word(at + program.memorySize),
      virtualAddress: word(at + program.virtual),
    };
    if (segment.memorySize === 0) continue;
    if (!fits(segment, file.length)) return undefined;
    segments.push(segment);
  }
  if (segments.length === 0) return undefined;
  return { bits, machine: view.getUint16(18, true), entry: word(head.entry), segments };
}

function fits({ offset, fileSize, address, memorySize }: ElfSegment, length: number): boolean {
  return offset + fileSize <= length && fileSize <= memorySize && Number.isSafeInteger(address + memorySize);
}
