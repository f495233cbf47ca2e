// Puts the parts of a unified kernel image into a stub, as sections of a PE image behind its own.
// https://uapi-group.org/specifications/specs/unified_kernel_image/ and
// https://learn.microsoft.com/windows/win32/debug/pe-format

/** A section to add: its name, of at most 8 bytes, and its content. */
export type Section = readonly [name: string, content: Uint8Array];

const coffSize = 24;
const sectionSize = 40;
/** Of the optional header for 64 bits: where these fields lie. */
const field = {
  initialisedData: 8,
  sectionAlignment: 32,
  fileAlignment: 36,
  imageSize: 56,
  headersSize: 60,
  checkSum: 64,
};
/** IMAGE_SCN_CNT_INITIALIZED_DATA and IMAGE_SCN_MEM_READ. */
const readOnlyData = 0x4000_0040;
const page = 4096;

const up = (value: number, alignment: number) => Math.ceil(value / alignment) * alignment;

/**
 * The PE32+ image `stub` with `sections` behind its own, each from a new page on. What follows the stub's sections in
 * its file, a table of symbols, is left out, and its checksum, which firmware ignores, is 0. Throws where the stub is
 * no such image or its headers have no room.
 */
export function unify(stub: Uint8Array, sections: readonly Section[]): Buffer {
  const head = Buffer.from(stub);
  const start = head.length < 64 ? 0 : head.readUInt32LE(0x3c);
  if (start === 0 || start + coffSize + 112 > head.length || head.toString('latin1', start, start + 4) !== 'PE\0\0')
    throw new Error('the stub is no EFI program');
  const count = head.readUInt16LE(start + 6);
  const optional = start + coffSize;
  const table = optional + head.readUInt16LE(start + 20);
  const get = (at: number) => head.readUInt32LE(optional + at);
  const fileAlignment = get(field.fileAlignment);
  const room = Math.floor((get(field.headersSize) - table) / sectionSize) - count;
  if (room < sections.length)
    throw new Error(`the stub's headers have room for ${room} more sections, and there are ${sections.length}`);

  let [fileEnd, memoryEnd] = [0, 0];
  for (let at = table; at < table + count * sectionSize; at += sectionSize) {
    const [virtualSize, address, size, offset] = [8, 12, 16, 20].map((by) => head.readUInt32LE(at + by));
    fileEnd = Math.max(fileEnd, offset! + size!);
    memoryEnd = Math.max(memoryEnd, address! + Math.max(virtualSize!, size!));
  }
  const pieces: Buffer[] = [head.subarray(0, fileEnd)];
  const pad = (size: number) => pieces.push(Buffer.alloc(up(size, fileAlignment) - size));
  pad(fileEnd);
  let offset = up(fileEnd, fileAlignment);
  let added = 0;
  for (const [index, [name, content]] of sections.entries()) {
    const at = table + (count + index) * sectionSize;
    const [address, size] = [up(memoryEnd, page), up(content.length, fileAlignment)];
    head.fill(0, at, at + sectionSize);
    head.write(name, at, 8, 'latin1');
    for (const [by, value] of [content.length, address, size, offset].entries())
      head.writeUInt32LE(value, at + 8 + by * 4);
    head.writeUInt32LE(readOnlyData, at + 36);
    pieces.push(Buffer.from(content));
    pad(content.length);
    memoryEnd = address + content.length;
    offset += size;
    added += size;
  }
  head.writeUInt16LE(count + sections.length, start + 6);
  // The table of symbols: where it lies, and how many there are.
  head.fill(0, start + 12, start + 20);
  head.writeUInt32LE(get(field.initialisedData) + added, optional + field.initialisedData);
  head.writeUInt32LE(up(memoryEnd, Math.max(page, get(field.sectionAlignment))), optional + field.imageSize);
  head.writeUInt32LE(0, optional + field.checkSum);
  return Buffer.concat(pieces);
}
