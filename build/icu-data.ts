// ICU's data of languages that Node has in itself, 31 MiB: what baton does not read becomes zeros, which take no room
// in a squashfs, nor where they are compressed.
//
// The data is one archive in the program: a header (UDataInfo, whose format is "CmnD"), then the number of items, for
// each of them where its name and its bytes begin, counted from that number on, and the names and bytes themselves, in
// order. ICU takes an item without a header of its own for one that is absent, and goes on with the root's.
// https://unicode-org.github.io/icu/userguide/icu_data/ and icu4c/source/common/ucmndata.h

/** In front of the format's name: the header's size (16 bits), these two bytes, and eight others. */
const magic = Buffer.from([0xda, 0x27]);
const format = Buffer.from('CmnD', 'latin1');
const formatOffset = 12;
/** More than there are. */
const mostItems = 65_536;

interface Item {
  /** Without the archive's: `coll/root.res`. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The items of the archive in the program; none where it has no archive, or one that is cut off. */
export function icuItems(program: Buffer): Item[] {
  for (let at = program.indexOf(format); at >= 0; at = program.indexOf(format, at + 1)) {
    const header = at - formatOffset;
    if (header < 0 || !program.subarray(header + 2, header + 4).equals(magic)) continue;
    const base = header + program.readUInt16LE(header);
    const count = program.readUInt32LE(base);
    if (count === 0 || count > mostItems || base + 4 + 8 * count > program.length) continue;
    const number = (index: number) => base + program.readUInt32LE(base + 4 + 4 * index);
    return Array.from({ length: count }, (_, index) => {
      const [name, start] = [number(2 * index), number(2 * index + 1)];
      // Where the last one ends is not told: it is as if it were empty.
      const end = index + 1 < count ? number(2 * index + 3) : start;
      return { name: nameAt(program, name), start, end };
    });
  }
  return [];
}

function nameAt(program: Buffer, at: number): string {
  const name = program.toString('latin1', at, program.indexOf(0, at));
  return name.slice(name.indexOf('/') + 1);
}

/** Directories about languages, of which those below are enough: for dates, sorting and the like. */
const byLanguage = /^(brkitr|coll|curr|unit|zone)\//;
const language = /^[a-z]{2,3}(_\w+)?\.res$/;
const enough = /^(\w+\/)?(root|en|en_US|pool|res_index|ucadata|supplementalData|tzdbNames)\.\w+$/;

/**
 * Transliteration, names of characters, profiles of stringprep, spoofing, IDNA, case folding for identifiers, where lines
 * may be broken, numbers in words, names of converters and of Windows' time zones: V8 and Node use nothing of it.
 * Without names of languages and regions their codes stand in their place.
 */
const unused =
  /^(translit\/|lang\/|region\/|rbnf\/|brkitr\/line|unames\.|confusables\.|uts46\.|nfkc_s?cf\.|cnvalias\.|windowsZones\.)|\.spp$/;

/**
 * Whether Node does without the item where nobody asks for a language other than English: text is UTF-8 everywhere. The
 * rules for breaking text have to be there.
 */
export function isDispensable(name: string): boolean {
  if (unused.test(name)) return true;
  if (enough.test(name) || name.endsWith('.brk')) return false;
  return byLanguage.test(name) || language.test(name) || name.endsWith('.cnv');
}

/** The program with zeros in place of what is dispensable. Throws a sentence where it has no such data. */
export function withoutLanguages(program: Uint8Array): Buffer {
  const copy = Buffer.from(program);
  const items = icuItems(copy);
  if (items.length === 0) throw new Error("Node has no data of ICU's in itself, or in another form than expected");
  for (const { name, start, end } of items) if (isDispensable(name)) copy.fill(0, start, end);
  return copy;
}
