// What is known of a block device that this user may not read.

import { readFileSync } from 'node:fs';
import { udevLinks, unescaped } from '../udev-links.ts';
import type { ContentColumns, PartitionColumns } from './row.ts';

type Known = Partial<ContentColumns & PartitionColumns>;

/** Properties that udev's blkid builtin sets; `_ENC` ones are escaped: https://www.freedesktop.org/software/systemd/man/latest/udev.html */
const properties: Readonly<Record<string, keyof Known>> = {
  ID_FS_TYPE: 'fstype',
  ID_FS_VERSION: 'fsver',
  ID_FS_LABEL_ENC: 'label',
  ID_FS_UUID_ENC: 'uuid',
  ID_PART_TABLE_TYPE: 'pttype',
  ID_PART_TABLE_UUID: 'ptuuid',
  ID_PART_ENTRY_TYPE: 'parttype',
  ID_PART_ENTRY_UUID: 'partuuid',
  ID_PART_ENTRY_NAME: 'partlabel',
  ID_PART_ENTRY_FLAGS: 'partflags',
};

export interface Hearsay {
  readonly known: Known;
  /** Where that is from, for people. */
  readonly from: string;
}

/** What udev's database says of a device, or else udev's links to `node`; undefined where neither knows it. */
export function hearsay(major: number, minor: number, node: string): Hearsay | undefined {
  const recorded = fromDatabase(major, minor);
  if (Object.keys(recorded).length > 0) return { known: recorded, from: "udev's database" };
  const linked = udevLinks(node);
  return Object.keys(linked).length > 0 ? { known: linked, from: 'the links in /dev/disk' } : undefined;
}

/** A file of udev's database has lines `E:NAME=VALUE` among others. */
function fromDatabase(major: number, minor: number): Known {
  let text: string;
  try {
    text = readFileSync(`/run/udev/data/b${major}:${minor}`, 'utf8');
  } catch {
    return {};
  }
  const found = [...text.matchAll(/^E:(\w+)=(.*)$/gm)].flatMap(([, name, value]) => {
    const column = Object.hasOwn(properties, name!) ? properties[name!] : undefined;
    return column === undefined || !value ? [] : [[column, unescaped(value)]];
  });
  return Object.fromEntries(found);
}
