import type { Source } from 'blkid-parse';

interface Format {
  readonly at: number;
  readonly magic: string;
  /** What it is and the command that makes a raw image of FILE. */
  readonly name: string;
  readonly convert: (file: string) => string;
}

const qemu = (file: string) => `qemu-img convert -O raw ${file} ${file}.raw`;

/** Images whose bytes are not those of the disk. https://www.qemu.org/docs/master/system/images.html */
const formats: readonly Format[] = [
  { at: 0, magic: 'QFI\xfb', name: 'qcow2', convert: qemu },
  { at: 0, magic: 'KDMV', name: 'vmdk', convert: qemu },
  { at: 0, magic: 'vhdxfile', name: 'vhdx', convert: qemu },
  { at: 0, magic: 'conectix', name: 'vpc (VHD)', convert: qemu },
  { at: 64, magic: '\x7f\x10\xda\xbe', name: 'vdi', convert: qemu },
  { at: 0, magic: '\x1f\x8b', name: 'gzip', convert: (file) => `gzip -dc ${file} >${file}.raw` },
  { at: 0, magic: '\xfd7zXZ\0', name: 'xz', convert: (file) => `xz -dc ${file} >${file}.raw` },
  { at: 0, magic: '\x28\xb5\x2f\xfd', name: 'zstd', convert: (file) => `zstd -dc ${file} >${file}.raw` },
];

const headSize = 128;

/** A sentence on how to make a raw image of `file`, where its bytes are not those of a disk; else undefined. */
export async function foreignFormat(file: string, source: Source): Promise<string | undefined> {
  const head = Buffer.from(await source.read(0, Math.min(headSize, source.size))).toString('latin1');
  const found = formats.find(({ at, magic }) => head.startsWith(magic, at));
  return (
    found && `${file} is in the format ${found.name}. Make a raw image of it first: ${found.convert(quoted(file))}`
  );
}

/** As a shell takes it. */
function quoted(file: string): string {
  return /^[\w./+-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
}
