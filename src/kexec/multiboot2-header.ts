// What a kernel of the Multiboot2 Specification asks of its boot loader.
// https://www.gnu.org/software/grub/manual/multiboot2/multiboot.html#OS-image-format

export interface Multiboot2Header {
  /** Where it may lie instead of its own addresses; in bytes, `max` being the highest address of its last byte. */
  readonly relocatable?: { readonly min: number; readonly max: number; readonly alignment: number };
  /** Where it is entered, if not at the ELF header's entry. */
  readonly entry?: number;
  /** Types of the tags that it demands and that are not known here. */
  readonly unknown: readonly number[];
}

const magic = 0xe85250d6;
/** The header lies in the first 32 KiB, at a multiple of 8. */
const searched = 32_768;
const alignment = 8;
const headSize = 16;
const i386 = 0;
const tag = { end: 0, entry: 3, framebuffer: 5, relocatable: 10 } as const;
/** Asking for information, console flags, module alignment, EFI: nothing has to be done for them, or they are optional. */
const harmless = new Set([1, 4, 6, 7, 8, 9]);
const optional = 1;

/** Reads the header; undefined where there is none for i386. */
export function readMultiboot2Header(file: Uint8Array): Multiboot2Header | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const end = Math.min(file.length, searched);
  for (let at = 0; at + headSize <= end; at += alignment) {
    if (view.getUint32(at, true) !== magic) continue;
    const [architecture, length, checksum] = [4, 8, 12].map((offset) => view.getUint32(at + offset, true)) as [
      number,
      number,
      number,
    ];
    if ((magic + architecture + length + checksum) % 2 ** 32 !== 0) continue;
    return architecture === i386 ? readTags(view, at + headSize, Math.min(at + length, end)) : undefined;
  }
  return undefined;
}

function readTags(view: DataView, start: number, end: number): Multiboot2Header {
  let found: Multiboot2Header = { unknown: [] };
  for (let at = start; at + 8 <= end; ) {
    const [type, flags, size] = [view.getUint16(at, true), view.getUint16(at + 2, true), view.getUint32(at + 4, true)];
    if (type === tag.end || size < 8 || at + size > end) break;
    if (type === tag.relocatable && size >= 24) {
      const [min, max, aligned] = [8, 12, 16].map((offset) => view.getUint32(at + offset, true)) as [
        number,
        number,
        number,
      ];
      found = { ...found, relocatable: { min, max, alignment: aligned } };
    } else if (type === tag.entry && size >= 12) {
      found = { ...found, entry: view.getUint32(at + 8, true) };
    } else if (type !== tag.framebuffer && !harmless.has(type) && (flags & optional) === 0) {
      found = { ...found, unknown: [...found.unknown, type] };
    }
    at += Math.ceil(size / alignment) * alignment;
  }
  return found;
}
