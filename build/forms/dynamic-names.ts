// The names by which libraries and addons find what is in a program: Node tells 38,000 of them, of which koffi asks for
// those of Node-API.
// https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.dynamic.html, and the section .gnu.hash of GNU's linker

interface Section {
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

const types = { relocations: 4, dynamic: 6, symbols: 11, hash: 0x6ffffff6, versions: 0x6ffffffe } as const;
const symbolSize = 24;
const dynamicSize = 16;
const relocationSize = 24;
/** DT_NEEDED, DT_SONAME, DT_RPATH, DT_RUNPATH: entries of .dynamic whose value is a string. */
const strings = new Set([1n, 14n, 15n, 29n]);

function sectionsOf(elf: Buffer): Section[] {
  const [table, size, count] = [Number(elf.readBigUInt64LE(0x28)), elf.readUInt16LE(0x3a), elf.readUInt16LE(0x3c)];
  return Array.from({ length: count }, (_, index) => {
    const at = table + index * size;
    return {
      type: elf.readUInt32LE(at + 4),
      offset: Number(elf.readBigUInt64LE(at + 24)),
      size: Number(elf.readBigUInt64LE(at + 32)),
      link: elf.readUInt32LE(at + 40),
    };
  });
}

function find(sections: readonly Section[], kind: keyof typeof types): Section {
  const found = sections.find(({ type }) => type === types[kind]);
  if (!found) throw new Error(`the program has no section of ${kind}, by which libraries find what is in it`);
  return found;
}

const textAt = (elf: Buffer, at: number) => elf.toString('latin1', at, elf.indexOf(0, at));

/** Every name that the ELF file tells or asks for. */
export function dynamicNames(file: Uint8Array): string[] {
  const elf = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const sections = sectionsOf(elf);
  const symbols = find(sections, 'symbols');
  const names = sections[symbols.link]!.offset;
  return Array.from({ length: symbols.size / symbolSize }, (_, index) =>
    textAt(elf, names + elf.readUInt32LE(symbols.offset + index * symbolSize)),
  );
}

/** Offsets in the table of strings that sections other than that of symbols point to. */
function otherStrings(elf: Buffer, sections: readonly Section[]): number[] {
  const found: number[] = [];
  const dynamic = find(sections, 'dynamic');
  for (let at = dynamic.offset; at < dynamic.offset + dynamic.size; at += dynamicSize)
    if (strings.has(elf.readBigInt64LE(at))) found.push(Number(elf.readBigUInt64LE(at + 8)));
  // Versions that are needed of each library: two chains, one in the other.
  for (let at = find(sections, 'versions').offset, next = 1; next !== 0; at += next) {
    found.push(elf.readUInt32LE(at + 4));
    for (let of = at + elf.readUInt32LE(at + 8), step = 1; step !== 0; of += step) {
      found.push(elf.readUInt32LE(of + 8));
      step = elf.readUInt32LE(of + 12);
    }
    next = elf.readUInt32LE(at + 12);
  }
  return found;
}

/** The symbols that the program's own relocations are about, such as variables of libraries that it has a copy of. */
function relocated(elf: Buffer, sections: readonly Section[]): Set<number> {
  const found = new Set<number>();
  for (const { type, offset, size } of sections)
    if (type === types.relocations)
      for (let at = offset; at < offset + size; at += relocationSize) found.add(elf.readUInt32LE(at + 12));
  return found;
}

/**
 * Takes out of `elf`, a program for x86-64, the names of what it has that are not among `wanted`, and makes its index
 * of names one that is the same everywhere. What remains keeps its place. Throws a sentence where it is another kind of file.
 */
export function removeNames(elf: Buffer, wanted: ReadonlySet<string>): void {
  const sections = sectionsOf(elf);
  const [symbols, hash] = [find(sections, 'symbols'), find(sections, 'hash')];
  const names = sections[symbols.link]!;
  const [buckets, first, words] = [0, 4, 8].map((at) => elf.readUInt32LE(hash.offset + at)) as [number, number, number];
  const bloom = hash.offset + 16;
  const chain = bloom + 8 * words + 4 * buckets;
  const kept = otherStrings(elf, sections);
  const own = relocated(elf, sections);
  for (let index = 1; index < symbols.size / symbolSize; index++) {
    const at = symbols.offset + index * symbolSize;
    const name = elf.readUInt32LE(at);
    // Those before the first are what the program asks of others.
    if (index < first || own.has(index) || wanted.has(textAt(elf, names.offset + name))) kept.push(name);
    else {
      elf.fill(0, at, at + symbolSize);
      const hashed = chain + 4 * (index - first);
      // All but the bit that ends a chain.
      elf.writeUInt32LE(elf.readUInt32LE(hashed) & 1, hashed);
    }
  }
  // The filter in front says of every name that it may be there.
  elf.fill(0xff, bloom, bloom + 8 * words);
  const before = Buffer.from(elf.subarray(names.offset, names.offset + names.size));
  elf.fill(0, names.offset, names.offset + names.size);
  for (const start of kept) before.copy(elf, names.offset + start, start, before.indexOf(0, start));
}
