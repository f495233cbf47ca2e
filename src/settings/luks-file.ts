// How files that belong to LUKS devices are named.

import { text } from './types.ts';

/** A file that opens a LUKS device. */
export interface LuksFile {
  /** The device, in the words of fstab(5): `UUID=…`, `/dev/vda3`. Undefined: any. */
  readonly device?: string;
  /** The volume that the file lies on, in the same words. Undefined: any that has it. */
  readonly volume?: string;
  readonly path: string;
}

/** The header of a LUKS device that does not lie on it: a file, or where there is no volume a device below /dev. */
export interface LuksHeader extends LuksFile {
  readonly device: string;
}

/** `DEVICE=/path`, `DEVICE=/path:VOLUME` (systemd), `/path`, `/path:VOLUME`, `/path:VOLUME:DEVICE` (dracut). */
const forms = [
  /^(?<device>.+?)=(?<path>\/[^:]*)(?::(?<volume>.+))?$/,
  /^(?<path>\/[^:]*)(?::(?<volume>[^:]*)(?::(?<device>.+))?)?$/,
];

/** dracut and systemd take a bare UUID as well, and the name `luks-UUID`. */
export function deviceName(name: string): string {
  const [, uuid] = /^(?:luks-)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(name) ?? [];
  return uuid === undefined ? name : `UUID=${uuid}`;
}

/** Undefined for what is no such name. */
export function readLuksFile(value: string): LuksFile | undefined {
  for (const form of forms) {
    const found = form.exec(value)?.groups;
    if (!found) continue;
    const { device, volume, path = '' } = found;
    return { path, ...(volume ? { volume } : {}), ...(device ? { device: deviceName(device) } : {}) };
  }
  return undefined;
}

/** Undefined also where no device is named. */
export function readLuksHeader(value: string): LuksHeader | undefined {
  const file = readLuksFile(value);
  return file?.device === undefined ? undefined : { ...file, device: file.device };
}

const expects = 'DEVICE=/path:VOLUME, such as UUID=1234-...=/boot.key:LABEL=KEYS';

export const luksFile = text<LuksFile>(expects, readLuksFile);
export const luksHeader = text<LuksHeader>(expects, readLuksHeader);
