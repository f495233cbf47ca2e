// The memory of a crashed kernel: an ELF core file, as /proc/vmcore shows it and /proc/kcore the running kernel's own.
// https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.pheader.html

import { Bytes } from '../bytes.ts';
import type { Source } from '../source.ts';

export interface Core {
  /** What the kernel tells of itself, lines `NAME=VALUE`; empty where it tells nothing. */
  readonly vmcoreinfo: string;
  /** The `length` bytes at a virtual address of the kernel; undefined where the core does not hold all of them. */
  read(address: bigint, length: number): Promise<Bytes | undefined>;
}

const CORE = 4;
const LOAD = 1;
const NOTE = 4;
const headSize = 64;
const programSize = 56;
/** Every processor has a note, and every piece of memory a program header. */
const maxNotes = 16 * 2 ** 20;
const maxPrograms = 65_535;
/** The kernel gives it one page. */
const maxVmcoreinfo = 65_536;

interface Program {
  readonly type: number;
  readonly offset: number;
  readonly address: bigint;
  readonly size: number;
}

/** @returns undefined where it is no 64-bit ELF core. Throws what the source throws, and nothing for any bytes */
export async function readCore(source: Source): Promise<Core | undefined> {
  const head = new Bytes(await source.read(0, headSize));
  if (!head.has('\x7fELF\x02') || head.length < headSize) return undefined;
  const order = head.u8(5) === 2 ? 'big' : 'little';
  const header = new Bytes(head.array, order);
  if (header.u16(16) !== CORE || header.u16(54) !== programSize) return undefined;
  const count = Math.min(header.u16(56), maxPrograms);
  const table = new Bytes(await source.read(header.u64(32), count * programSize), order);
  const programs = Array.from({ length: count }, (_, index) => readProgram(table, index * programSize));
  const loads = programs.filter(({ type, size }) => type === LOAD && size > 0);
  const note = programs.find(({ type }) => type === NOTE);
  const notes = note ? await source.read(note.offset, Math.min(note.size, maxNotes)) : new Uint8Array();
  return {
    vmcoreinfo: findNote(new Bytes(notes, order)) ?? '',
    async read(address, length) {
      const end = address + BigInt(length);
      const load = loads.find((one) => one.address <= address && end <= one.address + BigInt(one.size));
      if (!load) return undefined;
      const bytes = await source.read(load.offset + Number(address - load.address), length);
      return bytes.length === length ? new Bytes(bytes, order) : undefined;
    },
  };
}

function readProgram(table: Bytes, at: number): Program {
  return {
    type: table.u32(at),
    offset: table.u64(at + 8),
    address: table.u64Exact(at + 16),
    size: table.u64(at + 32),
  };
}

const align = (length: number) => Math.ceil(length / 4) * 4;

/** The content of the note VMCOREINFO. */
function findNote(notes: Bytes): string | undefined {
  for (let at = 0; at + 12 <= notes.length; ) {
    const [nameSize, size] = [notes.u32(at), notes.u32(at + 4)];
    const content = at + 12 + align(nameSize);
    if (notes.text(at + 12, nameSize) === 'VMCOREINFO') return notes.text(content, Math.min(size, maxVmcoreinfo));
    at = content + align(size);
  }
  return undefined;
}
