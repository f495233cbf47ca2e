// A PE image as small as it can be, for tests that need sections which objcopy would not write.

export const X64 = 0x8664;

/** @param sections names and contents, in order */
export function peImage(sections: readonly (readonly [string, string | Uint8Array])[], machine = X64): Uint8Array {
  /** Without data directories. */
  const [lfanew, optionalSize] = [64, 112];
  const table = lfanew + 24 + optionalSize;
  const contents = sections.map(([, content]) => Buffer.from(content));
  const size = contents.reduce((sum, { length }) => sum + length, table + sections.length * 40);
  const bytes = Buffer.alloc(size);
  bytes.write('MZ', 0);
  bytes.writeUInt32LE(lfanew, 0x3c);
  bytes.write('PE\0\0', lfanew);
  bytes.writeUInt16LE(machine, lfanew + 4);
  bytes.writeUInt16LE(sections.length, lfanew + 6);
  bytes.writeUInt16LE(optionalSize, lfanew + 20);
  bytes.writeUInt16LE(0x20b, lfanew + 24);
  // An EFI application.
  bytes.writeUInt16LE(10, lfanew + 24 + 68);
  let offset = table + sections.length * 40;
  for (const [index, [name]] of sections.entries()) {
    const at = table + index * 40;
    const content = contents[index]!;
    bytes.write(name, at, 8);
    bytes.writeUInt32LE(content.length, at + 8);
    bytes.writeUInt32LE(content.length, at + 16);
    bytes.writeUInt32LE(offset, at + 20);
    content.copy(bytes, offset);
    offset += content.length;
  }
  return bytes;
}
