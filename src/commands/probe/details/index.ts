// What members of something larger say of the whole, by libblkid's TYPE.

import type { Source } from 'blkid-parse';
import type { Details } from '../row.ts';

type Reader = (source: Source) => Promise<Details | undefined>;

/** Each is read when there is such a member. */
const readers: Readonly<Record<string, () => Promise<Reader>>> = {
  LVM2_member: async () => (await import('./lvm.ts')).lvmDetails,
  linux_raid_member: async () => (await import('./md.ts')).mdDetails,
  crypto_LUKS: async () => (await import('./luks.ts')).luksDetails,
};

/** Further facts on a device of this type; undefined where there are none. Throws what the source throws. */
export async function readDetails(type: string | undefined, source: Source): Promise<Details | undefined> {
  if (type === undefined || !Object.hasOwn(readers, type)) return undefined;
  const read = await readers[type]?.();
  return read?.(source);
}
