// What an initrd is made of: archives one behind the other, plain or compressed.
// https://docs.kernel.org/driver-api/early-userspace/buffer-format.html

import { Bytes } from './bytes.ts';
import { type CpioVariant, cpioVariant } from './cpio-archive.ts';
import { nextMember } from './cpio-members.ts';
import { type Compression, compressionOf, decompress } from './decompress.ts';
import { ImageError } from './image-error.ts';
import { Pieces, type Sequence, sequenceOf } from './sequence.ts';
import { partOf, type Source } from './source.ts';

export interface InitrdArchive {
  /** Where in the file it begins, and how much of it, in bytes, it is. */
  readonly offset: number;
  readonly size: number;
  readonly compression?: Compression;
  readonly variant: CpioVariant;
  /** Of what is compressed: bytes of the archive. */
  readonly unpacked: number;
  /** How many members that are not directories there are. */
  readonly files: number;
  /** The processors' makers for which it holds microcode that the kernel loads early, `GenuineIntel`. */
  readonly microcode: readonly string[];
  /** The kernel releases for which it holds modules. */
  readonly modules: readonly string[];
}

export interface Initrd {
  readonly archives: readonly InitrdArchive[];
  /** Why it was not read to its end: a clause. */
  readonly problem?: string;
}

/** Bounds, far above any initrd: archives, members of all of them, bytes when unpacked. */
const MAX_ARCHIVES = 64;
const MAX_MEMBERS = 1_000_000;
const MAX_UNPACKED = 8 * 2 ** 30;
const MAX_NAMES = 64;
/** In bytes, of archives that are not compressed. */
const ALIGNMENT = 4;

/** https://docs.kernel.org/arch/x86/microcode.html#early-load-microcode */
const MICROCODE = /^(?:\.?\/)?kernel\/x86\/microcode\/([^/]+)\.bin$/;
const MODULES = /^(?:\.?\/)?(?:usr\/)?lib\/modules\/([^/]+)(?:\/|$)/;
const DIRECTORY = 0o040000;
const TYPE = 0o170000;

/** Reads all archives, members without their data. Throws what the source throws, and nothing for any bytes. */
export async function readInitrd(source: Source): Promise<Initrd> {
  const archives: InitrdArchive[] = [];
  let members = 0;
  let unpacked = 0;
  try {
    for (let at = await pastZeros(source, 0); at < source.size; at = await pastZeros(source, at)) {
      if (archives.length === MAX_ARCHIVES) throw new ImageError(`it has more than ${MAX_ARCHIVES} archives`);
      const head = new Bytes(await source.read(at, 6));
      const compression = compressionOf(head);
      if (compression) at = await readCompressed(at, compression);
      else if (cpioVariant(head)) at = await readPlain(at);
      else throw new ImageError(`at byte ${at} begins what is no archive`);
    }
    return { archives };
  } catch (failure) {
    if (!(failure instanceof ImageError)) throw failure;
    return { archives, problem: failure.message };
  }

  async function readPlain(offset: number): Promise<number> {
    if (offset % ALIGNMENT !== 0)
      throw new ImageError(
        `at byte ${offset}, no multiple of ${ALIGNMENT}, begins an archive, which Linux does not unpack`,
      );
    const sequence = sequenceOf(source, offset);
    const facts = await readArchive(sequence);
    archives.push({ offset, size: sequence.position - offset, ...facts, unpacked: sequence.position - offset });
    return sequence.position;
  }

  /** Of several archives that were compressed as one, the facts are put together. */
  async function readCompressed(offset: number, compression: Compression): Promise<number> {
    const pieces = new Pieces(decompress(compression, partOf(source, offset)));
    try {
      let facts = await readArchive(pieces);
      while (await pieces.skipZeros()) facts = together(facts, await readArchive(pieces));
      const size = pieces.result ?? 0;
      archives.push({ offset, size, compression, ...facts, unpacked: pieces.position });
      return offset + size;
    } finally {
      await pieces.close();
    }
  }

  async function readArchive(sequence: Sequence): Promise<Facts> {
    const start = sequence.position;
    let variant: CpioVariant = 'newc';
    let files = 0;
    const [microcode, modules] = [new Set<string>(), new Set<string>()];
    for (let member = await nextMember(sequence); member; member = await nextMember(sequence)) {
      if (++members > MAX_MEMBERS) throw new ImageError(`it has more than ${MAX_MEMBERS} members`);
      variant = member.variant;
      if ((member.mode & TYPE) !== DIRECTORY) files++;
      note(microcode, MICROCODE.exec(member.name)?.[1]);
      note(modules, MODULES.exec(member.name)?.[1]);
      if (unpacked + sequence.position - start > MAX_UNPACKED) throw tooMuch();
    }
    unpacked += sequence.position - start;
    return { variant, files, microcode: [...microcode], modules: [...modules] };
  }
}

/** Where the next byte is that is no zero. */
async function pastZeros(source: Source, start: number): Promise<number> {
  for (let at = start; at < source.size; ) {
    const bytes = await source.read(at, 64 * 1024);
    const found = bytes.findIndex((byte) => byte !== 0);
    if (found >= 0) return at + found;
    if (bytes.length === 0) break;
    at += bytes.length;
  }
  return source.size;
}

type Facts = Pick<InitrdArchive, 'variant' | 'files' | 'microcode' | 'modules'>;

function together(one: Facts, other: Facts): Facts {
  return {
    variant: one.variant,
    files: one.files + other.files,
    microcode: [...new Set([...one.microcode, ...other.microcode])],
    modules: [...new Set([...one.modules, ...other.modules])],
  };
}

function note(names: Set<string>, name: string | undefined): void {
  if (name !== undefined && names.size < MAX_NAMES) names.add(name);
}

function tooMuch(): ImageError {
  return new ImageError(`it unpacks to more than ${MAX_UNPACKED / 2 ** 30} GiB`);
}
