// GRUB's names of what lies on several disks, or inside of another device: `lvm/group-volume`, `lvmid/UUID/UUID`,
// `md/name`, `mduuid/UUID`, `cryptouuid/UUID`, each with `,gpt1` or `,msdos1` for a partition on it.
// grub-core/disk/diskfilter.c, lvm.c and cryptodisk.c

import type { Identity } from '../../entry/volume.ts';
import { toBytes } from './bytes.ts';

/** How GRUB calls the device when it finds it by itself, as a byte string; undefined for a disk or its partition. */
export function aliasOf(identity: Identity): string | undefined {
  return aliases(identity)[0];
}

/** Whether `name` is one of the names that GRUB has for the device. */
export function isAlias(name: string, identity: Identity): boolean {
  const wanted = comparable(name);
  return aliases(identity).some((alias) => {
    const known = comparable(alias);
    // A partition may be named without its table: `md/0,1`.
    return known === wanted || known.replace(/,(gpt|msdos)(?=\d+$)/, ',') === wanted;
  });
}

/** Paths are Linux's names, the rest are GRUB's. */
function aliases(identity: Identity): string[] {
  return (identity.aliases ?? []).filter((alias) => !alias.startsWith('/')).map(toBytes);
}

/** UUIDs of arrays and of encrypted volumes are numbers, with hyphens or without; LVM's are text. */
function comparable(name: string): string {
  return /^(mduuid|cryptouuid)\//.test(name) ? name.toLowerCase().replaceAll('-', '') : name;
}
