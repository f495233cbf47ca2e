// The ELF header of a crashed kernel's memory: what /proc/vmcore of the crash kernel shows.
// https://docs.kernel.org/admin-guide/kdump/vmcoreinfo.html

import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { LoadError } from './load-error.ts';
import type { Span } from './placement.ts';

const headSize = 64;
const programSize = 56;
const CORE = 4;
const X86_64 = 62;
const LOAD = 1;
const NOTE = 4;
const READ_WRITE_EXECUTE = 7;
/** Enough for the program headers of /proc/kcore. */
const kcoreHead = 65_536;
/** Where x86_64 kernels map themselves, and where their modules begin. */
const textStart = 0xffffffff80000000n;
const textEnd = 0xffffffffc0000000n;

interface Program {
  readonly type: number;
  readonly offset: bigint;
  readonly virtual: bigint;
  readonly physical: bigint;
  readonly size: bigint;
}

/**
 * Makes the header.
 * @param ram what the running kernel uses, in bytes
 * @param low the part of it that is copied to the address `backup` before the crash kernel overwrites it
 * Raises LoadError where the running kernel hides where it lies.
 */
export function makeCoreHeader(ram: readonly Span[], low: Span, backup: number): Buffer {
  const { text, directMap } = readKcore();
  const load = ({ start, end }: Span, offset = start): Program => ({
    type: LOAD,
    offset: BigInt(offset),
    virtual: BigInt(start) + directMap,
    physical: BigInt(start),
    size: BigInt(end - start),
  });
  // What lies below the backed up part, and above it, is read where it is.
  const pieces = ram.flatMap(({ start, end }) => {
    const inner = { start: Math.max(start, low.start), end: Math.min(end, low.end) };
    if (inner.start >= inner.end) return [load({ start, end })];
    return [
      ...(start < inner.start ? [load({ start, end: inner.start })] : []),
      load(inner, backup + inner.start - low.start),
      ...(inner.end < end ? [load({ start: inner.end, end })] : []),
    ];
  });
  return encode([...notes(), text, ...pieces]);
}

function encode(programs: readonly Program[]): Buffer {
  const header = Buffer.alloc(headSize + programs.length * programSize);
  header.write('\x7fELF', 'latin1');
  header.set([2, 1, 1], 4); // 64 bits, little-endian, version 1
  header.writeUInt16LE(CORE, 16);
  header.writeUInt16LE(X86_64, 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(headSize), 32);
  header.writeUInt16LE(headSize, 52);
  header.writeUInt16LE(programSize, 54);
  header.writeUInt16LE(programs.length, 56);
  for (const [index, { type, offset, virtual, physical, size }] of programs.entries()) {
    const at = headSize + index * programSize;
    header.writeUInt32LE(type, at);
    header.writeUInt32LE(type === LOAD ? READ_WRITE_EXECUTE : 0, at + 4);
    for (const [field, value] of [offset, virtual, physical, size, size].entries())
      header.writeBigUInt64LE(BigInt.asUintN(64, value), at + 8 + field * 8);
  }
  return header;
}

/** Where each processor writes its registers in a crash, and where the kernel describes itself. */
function notes(): Program[] {
  const note = (address: bigint, size: bigint): Program => ({
    type: NOTE,
    offset: address,
    virtual: 0n,
    physical: address,
    size,
  });
  const directory = '/sys/devices/system/cpu';
  const processors = readdirSync(directory).filter((name) => /^cpu\d+$/.test(name));
  const read = (path: string): string => readFileSync(path, 'utf8').trim();
  const found = processors.flatMap((name) => {
    try {
      const address = BigInt(`0x${read(join(directory, name, 'crash_notes'))}`);
      return [note(address, BigInt(read(join(directory, name, 'crash_notes_size'))))];
    } catch {
      // A processor that is not present has none.
      return [];
    }
  });
  const [, address, size] = /^(?:0x)?([0-9a-f]+) ([0-9a-f]+)$/.exec(read('/sys/kernel/vmcoreinfo')) ?? [];
  if (size === undefined) return found;
  return [...found, note(BigInt(`0x${address}`), BigInt(`0x${size}`))];
}

/** Where the kernel's own image is mapped, and the distance between memory and its addresses in the direct map. */
function readKcore(): { text: Program; directMap: bigint } {
  const programs = kcorePrograms();
  const physical = programs.filter((program) => program.physical !== 0xffffffffffffffffn);
  const text = physical.find(({ virtual }) => virtual >= textStart && virtual < textEnd);
  const mapped = physical.find(({ virtual }) => virtual < textStart);
  if (!text || !mapped)
    throw new LoadError('/proc/kcore does not tell where the running kernel lies. Load with kexec_file_load (-s).');
  return { text: { ...text, offset: text.physical }, directMap: mapped.virtual - mapped.physical };
}

function kcorePrograms(): Program[] {
  const head = Buffer.alloc(kcoreHead);
  let fd: number;
  try {
    fd = openSync('/proc/kcore', 'r');
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    throw new LoadError(`/proc/kcore cannot be read (${code}). Be root, or load with kexec_file_load (-s).`);
  }
  try {
    readSync(fd, head, 0, head.length, 0);
  } finally {
    closeSync(fd);
  }
  const table = Number(head.readBigUInt64LE(32));
  const count = Math.min(head.readUInt16LE(56), Math.floor((kcoreHead - table) / programSize));
  return Array.from({ length: Math.max(count, 0) }, (_, index) => {
    const at = table + index * programSize;
    const [offset, virtual, address, size] = [8, 16, 24, 32].map((field) => head.readBigUInt64LE(at + field)) as [
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    return { type: head.readUInt32LE(at), offset, virtual, physical: address, size };
  }).filter(({ type }) => type === LOAD);
}
