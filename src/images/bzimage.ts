// The x86 kernel image and its setup header. https://docs.kernel.org/arch/x86/boot.html#the-real-mode-kernel-header

export interface BzImage {
  /** Boot protocol, `2.15`. */
  readonly protocol: string;
  /** `6.1.0-56-cloud-amd64 (…) #1 SMP …`, where the header points at one inside the bytes given. */
  readonly version?: string;
  /** Longest command line in bytes, without the closing NUL. */
  readonly cmdlineSize: number;
  readonly relocatable: boolean;
  /** Bytes that the file must have: the setup sectors and the protected-mode code. */
  readonly size: number;
}

/** How much of a file's start {@link readBzImage} wants to see: the header, and the version string behind it. */
export const bzImageHead = 0x8200;

const sectorSize = 512;
/** Boot protocols before 2.06 do not say how long the command line may be. */
const oldCmdlineSize = 255;

function versionAt(head: Uint8Array, offset: number): string | undefined {
  const end = head.indexOf(0, offset);
  if (offset <= 0x200 || end < 0 || end - offset > 256) return undefined;
  return Buffer.from(head.subarray(offset, end)).toString('latin1');
}

/** Reads the setup header from a file's first bytes ({@link bzImageHead} of them); undefined when it is no bzImage. */
export function readBzImage(head: Uint8Array): BzImage | undefined {
  if (head.length < 0x268) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const headerMagic = view.getUint32(0x202, true);
  if (view.getUint16(0x1fe, true) !== 0xaa55 || headerMagic !== 0x53726448) return undefined;

  const protocol = view.getUint16(0x206, true);
  const setupSectors = view.getUint8(0x1f1) || 4;
  const version = versionAt(head, view.getUint16(0x20e, true) + 0x200);
  return {
    protocol: `${protocol >> 8}.${String(protocol & 0xff).padStart(2, '0')}`,
    ...(version === undefined ? {} : { version }),
    cmdlineSize: protocol >= 0x206 ? view.getUint32(0x238, true) : oldCmdlineSize,
    relocatable: protocol >= 0x205 && view.getUint8(0x234) !== 0,
    size: (setupSectors + 1) * sectorSize + view.getUint32(0x1f4, true) * 16,
  };
}
