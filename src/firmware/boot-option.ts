// What a Boot#### variable says: https://uefi.org/specs/UEFI/2.10/03_Boot_Manager.html#load-options

import { type DevicePath, parseDevicePath } from './device-path.ts';
import { decodeText, encodeText } from './text.ts';

export interface BootOption {
  /** That of its name: 0x0003 of Boot0003. */
  readonly number: number;
  readonly title: string;
  /** Whether the firmware may start it without being asked for just this one. */
  readonly active: boolean;
  /** Whether it is for menus: a program of the firmware's own is not, nor what is marked so. */
  readonly listed: boolean;
  readonly path: DevicePath;
  /** What the program is given, as it stands there. */
  readonly data: Buffer;
}

const ACTIVE = 1;
const HIDDEN = 8;
/** What is no system but a tool of the firmware's, such as its setup. */
const CATEGORY = 0x1f00;

/** Reads an EFI_LOAD_OPTION; undefined where it is none. */
export function parseBootOption(number: number, bytes: Buffer): BootOption | undefined {
  if (bytes.length < 6) return undefined;
  const attributes = bytes.readUInt32LE(0);
  const pathLength = bytes.readUInt16LE(4);
  const title = decodeText(bytes.subarray(6));
  const pathAt = 6 + Buffer.byteLength(title, 'utf16le') + 2;
  if (pathAt + pathLength > bytes.length) return undefined;
  return {
    number,
    title,
    active: (attributes & ACTIVE) !== 0,
    listed: (attributes & (HIDDEN | CATEGORY)) === 0,
    path: parseDevicePath(bytes.subarray(pathAt, pathAt + pathLength)),
    data: bytes.subarray(pathAt + pathLength),
  };
}

/** The bytes of an active option. @param data what the program is given */
export function writeBootOption(title: string, path: Buffer, data: Uint8Array): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt32LE(ACTIVE, 0);
  header.writeUInt16LE(path.length, 4);
  return Buffer.concat([header, encodeText(title), path, data]);
}

/** `Boot0003` for 3. */
export function bootOptionName(number: number): string {
  return `Boot${number.toString(16).toUpperCase().padStart(4, '0')}`;
}
