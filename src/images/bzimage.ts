// The x86 kernel image and its setup header. https://docs.kernel.org/arch/x86/boot.html#the-real-mode-kernel-header

import { Bytes } from './bytes.ts';
import { type Compression, compressionOf } from './decompress.ts';
import { type Format, HEAD } from './image.ts';

export interface BzImage {
  readonly format: 'bzimage';
  readonly architecture: 'x86_64' | 'i386';
  /** Boot protocol, `2.15`. */
  readonly protocol: string;
  /** `6.1.0-56-cloud-amd64 (…) #1 SMP …`, where the header points at one inside the bytes given. */
  readonly version?: string;
  /** Longest command line in bytes, without the closing NUL. */
  readonly cmdlineSize: number;
  /** Highest address that the initrd's last byte may have. */
  readonly initrdMax: number;
  readonly relocatable: boolean;
  /** The bits of `xloadflags` that are set, by their names without `XLF_`. */
  readonly flags: readonly string[];
  /** Bytes that the file must have: the setup sectors and the protected-mode code. */
  readonly size: number;
  /** The compressed ELF kernel: where in the file it lies, in bytes (protocol 2.08). */
  readonly payload?: { readonly offset: number; readonly size: number; readonly compression?: Compression };
}

/** How much of a file's start {@link readBzImage} wants to see: the header, and the version string behind it. */
export const bzImageHead = HEAD;

const sectorSize = 512;
/** Boot protocols before 2.06 do not say how long the command line may be. */
const oldCmdlineSize = 255;
/** What protocols before 2.03 promise for the initrd. */
const oldInitrdMax = 0x37ff_ffff;
/** By bit. */
const flagNames = [
  ...['KERNEL_64', 'CAN_BE_LOADED_ABOVE_4G', 'EFI_HANDOVER_32', 'EFI_HANDOVER_64', 'EFI_KEXEC', '5LEVEL'],
  ...['5LEVEL_ENABLED', 'MEM_ENCRYPTION'],
];

function versionAt(head: Uint8Array, offset: number): string | undefined {
  const end = head.indexOf(0, offset);
  if (offset <= 0x200 || end < 0 || end - offset > 256) return undefined;
  return Buffer.from(head.subarray(offset, end)).toString('latin1');
}

/** Reads the setup header from a file's first bytes ({@link bzImageHead} of them); undefined when it is no bzImage. */
export function readBzImage(head: Uint8Array): BzImage | undefined {
  const bytes = new Bytes(head);
  if (head.length < 0x268 || bytes.u16(0x1fe) !== 0xaa55 || !bytes.has('HdrS', 0x202)) return undefined;
  const protocol = bytes.u16(0x206);
  const code = ((bytes.u8(0x1f1) || 4) + 1) * sectorSize;
  const version = versionAt(head, bytes.u16(0x20e) + 0x200);
  const flags = protocol >= 0x20c ? bytes.u16(0x236) : 0;
  const payload = { offset: code + bytes.u32(0x248), size: bytes.u32(0x24c) };
  return {
    format: 'bzimage',
    architecture: flags & 1 ? 'x86_64' : 'i386',
    protocol: `${protocol >> 8}.${String(protocol & 0xff).padStart(2, '0')}`,
    ...(version === undefined ? {} : { version }),
    cmdlineSize: protocol >= 0x206 ? bytes.u32(0x238) : oldCmdlineSize,
    initrdMax: protocol >= 0x203 ? bytes.u32(0x22c) : oldInitrdMax,
    relocatable: protocol >= 0x205 && bytes.u8(0x234) !== 0,
    flags: flagNames.filter((_, bit) => flags & (1 << bit)),
    size: code + bytes.u32(0x1f4) * 16,
    ...(protocol >= 0x208 && payload.size > 0 ? { payload } : {}),
  };
}

export const bzImage: Format = {
  name: 'bzimage',
  recognise: async (source, head) => {
    const image = readBzImage(head.array);
    if (!image?.payload) return image;
    const compression = compressionOf(new Bytes(await source.read(image.payload.offset, 6)));
    return { ...image, payload: { ...image.payload, ...(compression ? { compression } : {}) } };
  },
};
