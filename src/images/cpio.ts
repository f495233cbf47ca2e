// Writes a cpio archive in the "newc" format, which the kernel unpacks as initramfs:
// https://docs.kernel.org/driver-api/early-userspace/buffer-format.html
//
// Each member is a header of a magic and thirteen numbers of eight hexadecimal digits, the name with its NUL, and the
// data; name and data are padded with NULs to a multiple of four from the archive's start.

export type CpioContent =
  | { readonly kind: 'directory' }
  | { readonly kind: 'file'; readonly data: Uint8Array }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'character device' | 'block device'; readonly major: number; readonly minor: number };

export interface CpioItem {
  /** Relative to the root, without a leading `/`: `bin/node`. */
  readonly path: string;
  /** Permission bits, such as 0o755. */
  readonly mode: number;
  readonly content: CpioContent;
}

const magic = '070701';
const trailer = 'TRAILER!!!';

/** Sizes are 32-bit, and the kernel takes names of at most PATH_MAX bytes, NUL included. */
const largestFile = 0xffff_ffff;
const longestName = 4096;
/** The kernel skips a member whose link target is longer than PATH_MAX. */
const longestTarget = 4096;

/** S_IFMT values of <sys/stat.h>. */
const fileTypes: Record<CpioContent['kind'], number> = {
  directory: 0o040000,
  file: 0o100000,
  link: 0o120000,
  'character device': 0o020000,
  'block device': 0o060000,
};

function header(
  ino: number,
  mode: number,
  links: number,
  size: number,
  device: [number, number],
  name: Buffer,
): Buffer {
  // ino mode uid gid nlink mtime filesize maj min rmaj rmin namesize chksum
  const numbers = [ino, mode, 0, 0, links, 0, size, 0, 0, ...device, name.length + 1, 0];
  return Buffer.from(magic + numbers.map((n) => n.toString(16).padStart(8, '0')).join(''));
}

const padding = (length: number) => Buffer.alloc(-length & 3);

function member(item: CpioItem, ino: number): Uint8Array[] {
  const { path, mode, content } = item;
  const name = Buffer.from(path);
  if (name.length >= longestName) throw new Error(`the name ${path.slice(0, 60)}… is too long for a cpio archive`);
  let data: Uint8Array = new Uint8Array();
  let device: [number, number] = [0, 0];
  if (content.kind === 'file') data = content.data;
  else if (content.kind === 'link') data = Buffer.from(content.target);
  else if (content.kind !== 'directory') device = [content.major, content.minor];
  if (data.length > (content.kind === 'link' ? longestTarget : largestFile)) {
    throw new Error(`${path} is too long for a cpio archive: ${data.length} bytes`);
  }
  const links = content.kind === 'directory' ? 2 : 1;
  const head = header(ino, fileTypes[content.kind] | mode, links, data.length, device, name);
  return [head, name, Buffer.from([0]), padding(head.length + name.length + 1), data, padding(data.length)];
}

/**
 * The archive of `items`, in this order, owned by root and with all times 0, so that the same items give the same
 * bytes. The kernel makes no directory that is not a member: each comes before what is in it. The archive's length is
 * a multiple of four. Throws for what the format or the kernel cannot hold: files from 4 GiB, names and links over 4 KiB.
 */
export function writeCpio(items: Iterable<CpioItem>): Buffer {
  const parts: Uint8Array[] = [];
  let ino = 0;
  for (const item of items) {
    ino += 1;
    parts.push(...member(item, ino));
  }
  const name = Buffer.from(trailer);
  const head = header(0, 0, 1, 0, [0, 0], name);
  parts.push(head, name, Buffer.from([0]), padding(head.length + name.length + 1));
  return Buffer.concat(parts);
}
