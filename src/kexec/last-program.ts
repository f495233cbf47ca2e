// A program of some 200 bytes that starts the loaded kernel; what it does is told in last-program.s.

import { LoadError } from './load-error.ts';

/** By Node's name of the processor: what `as` makes of last-program.s, and of arm64/last-program.s; e_machine. */
const programs: Readonly<Record<string, { readonly machine: number; readonly code: readonly string[] }>> = {
  x64: {
    machine: 62,
    code: [
      '8b1c244c8b642410b8a20000000f0583fb027216418a0424badcfe21433c',
      '707418ba2301efcd3c68740fba43455845e816000000ba67452301e80c00',
      '0000bf01000000b8e70000000f05bfaddee1febe691912284531d2b8a900',
      '00000f05c3',
    ],
  },
  arm64: {
    machine: 183,
    code: [
      'f30340f9f40b40f9280a80d2010000d47f0a00f1430100549502403982db',
      '9f522264a872bfc201714001005462248052e2bdb972bfa20171c0000054',
      '62a8885202aba87207000094e2ac88526224a07204000094200080d2c80b',
      '80d2010000d4a0d59b5220dcbf72212d83524102a572e3031faac81180d2',
      '010000d4c0035fd6',
    ],
  },
};

/** Where the file is mapped. */
const base = 0x400000n;
const largestPage = 0x10000n;
const headerSize = 64;
const segmentSize = 56;

/**
 * The program's file: an ELF executable with one segment. Raises LoadError where there is none for the processor.
 * https://refspecs.linuxfoundation.org/elf/
 */
export function lastProgram(processor: string = process.arch): Uint8Array {
  const program = programs[processor];
  if (!program) throw new LoadError(`baton cannot restart a system with systemd on this processor (${processor}).`);
  const code = Buffer.from(program.code.join(''), 'hex');
  const start = headerSize + segmentSize;
  const file = Buffer.alloc(start + code.length);
  file.write('\x7fELF', 'latin1');
  // 64 bits, little-endian, version 1
  file.set([2, 1, 1], 4);
  file.writeUInt16LE(2, 16); // ET_EXEC
  file.writeUInt16LE(program.machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(base + BigInt(start), 24); // e_entry
  file.writeBigUInt64LE(BigInt(headerSize), 32); // e_phoff
  file.writeUInt16LE(headerSize, 52);
  file.writeUInt16LE(segmentSize, 54);
  file.writeUInt16LE(1, 56); // e_phnum

  file.writeUInt32LE(1, headerSize); // PT_LOAD
  file.writeUInt32LE(5, headerSize + 4); // readable, executable
  file.writeBigUInt64LE(base, headerSize + 16);
  file.writeBigUInt64LE(base, headerSize + 24);
  file.writeBigUInt64LE(BigInt(file.length), headerSize + 32);
  file.writeBigUInt64LE(BigInt(file.length), headerSize + 40);
  file.writeBigUInt64LE(largestPage, headerSize + 48);
  file.set(code, start);
  return file;
}
