// A program of some 200 bytes that starts the loaded kernel; what it does is told in last-program.s.

/** What `as` makes of last-program.s. */
const code = Buffer.from(
  [
    '8b1c244c8b642410b8a20000000f0583fb027216418a0424badcfe21433c',
    '707418ba2301efcd3c68740fba43455845e816000000ba67452301e80c00',
    '0000bf01000000b8e70000000f05bfaddee1febe691912284531d2b8a900',
    '00000f05c3',
  ].join(''),
  'hex',
);

/** Where the file is mapped. */
const base = 0x400000n;
const headerSize = 64;
const segmentSize = 56;

/** The program's file: an ELF executable for x86_64 with one segment. https://refspecs.linuxfoundation.org/elf/ */
export function lastProgram(): Uint8Array {
  const start = headerSize + segmentSize;
  const file = Buffer.alloc(start + code.length);
  file.write('\x7fELF', 'latin1');
  // 64 bits, little-endian, version 1
  file.set([2, 1, 1], 4);
  file.writeUInt16LE(2, 16); // ET_EXEC
  file.writeUInt16LE(62, 18); // EM_X86_64
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
  file.writeBigUInt64LE(0x1000n, headerSize + 48);
  file.set(code, start);
  return file;
}
