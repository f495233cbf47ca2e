// What a kernel of the Multiboot Specification, version 1, asks of its boot loader.
// https://www.gnu.org/software/grub/manual/multiboot/multiboot.html#OS-image-format

export interface MultibootHeader {
  /** Modules are to begin at a page. */
  readonly wantsMemory: boolean;
  readonly wantsVideo: boolean;
  /** Where the file's content goes, where the header says so in place of an ELF header; addresses and sizes in bytes. */
  readonly load?: {
    /** Of the first byte that is loaded, in the file. */
    readonly offset: number;
    readonly fileSize: number;
    readonly address: number;
    readonly memorySize: number;
    readonly entry: number;
  };
}

const magic = 0x1badb002;
/** The header lies in the first 8 KiB, at a multiple of 4. */
const searched = 8192;
const alignment = 4;
const flag = { pageAlign: 1, memory: 2, video: 4, load: 0x10000 } as const;
/** Bits 0 to 15 are demands; these are the ones that are known. */
const known = flag.pageAlign | flag.memory | flag.video;

/** Reads the header; undefined where there is none, or it demands what cannot be given. */
export function readMultibootHeader(file: Uint8Array): MultibootHeader | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const end = Math.min(file.length, searched);
  for (let at = 0; at + 12 <= end; at += alignment) {
    if (view.getUint32(at, true) !== magic) continue;
    const flags = view.getUint32(at + 4, true);
    if ((magic + flags + view.getUint32(at + 8, true)) % 2 ** 32 !== 0) continue;
    if ((flags & 0xffff & ~known) !== 0) return undefined;
    const header = { wantsMemory: (flags & flag.memory) !== 0, wantsVideo: (flags & flag.video) !== 0 };
    if ((flags & flag.load) === 0) return header;
    const load = at + 32 <= file.length ? readLoad(view, at) : undefined;
    return load && { ...header, load };
  }
  return undefined;
}

function readLoad(view: DataView, at: number): MultibootHeader['load'] {
  const [header, address, loadEnd, bssEnd, entry] = [12, 16, 20, 24, 28].map((offset) =>
    view.getUint32(at + offset, true),
  ) as [number, number, number, number, number];
  const offset = at - (header - address);
  // An end of 0 is that of the file.
  const fileSize = loadEnd === 0 ? view.byteLength - offset : loadEnd - address;
  const memorySize = bssEnd === 0 ? fileSize : bssEnd - address;
  const good = header >= address && offset >= 0 && fileSize > 0 && offset + fileSize <= view.byteLength;
  if (!good || memorySize < fileSize || entry < address || entry >= address + memorySize) return undefined;
  return { offset, fileSize, address, memorySize, entry };
}
