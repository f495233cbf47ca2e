// What entries are called where systemd's tools speak of them: https://systemd.io/BOOT_LOADER_INTERFACE

import { crc32 } from 'node:zlib';
import type { Entry, Source } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';

/** Ids that systemd's tools take: they could be names of files. */
const valid = /^(?!\.)[A-Za-z0-9+_.@-]{1,200}$/;
/** Their entries have such ids by themselves: `debian.conf`, `debian.efi`, `auto-windows`. */
const ofSystemd: readonly Source[] = ['bls', 'uki', 'systemd-boot'];
const longest = 120;

/**
 * The id of each entry, by `entryKey`. It is systemd-boot's own where the entry is one that systemd-boot would show.
 * For any other it begins with `auto-`, so that systemd takes the word of the boot loader for it, and goes on with the
 * language and the entry's own id. What two entries would share is made different by a number that comes from where
 * each was found, and not from what else there is.
 * @param first PARTUUID of the partition whose entries are meant by an id that others have as well
 * @param partuuids PARTUUIDs of the volumes, by `Identity.id`
 */
export function loaderIds(
  entries: readonly Entry[],
  partuuids: ReadonlyMap<string, string> = new Map(),
  first?: string,
): Map<string, string> {
  const wished = entries.map(wishedId);
  const wishes = new Map<string, number[]>();
  for (const [index, id] of wished.entries()) wishes.set(id, [...(wishes.get(id) ?? []), index]);
  return new Map(
    entries.map((entry, index) => {
      const id = wished[index]!;
      const rivals = wishes.get(id)!;
      const isFirst = first !== undefined && rivals.find((each) => partuuidOf(each) === first) === index;
      return [entryKey(entry), rivals.length === 1 || isFirst ? id : distinctId(entry, partuuidOf(index))];
    }),
  );

  function partuuidOf(index: number): string | undefined {
    return partuuids.get(entries[index]!.volume);
  }
}

function wishedId({ source, id }: Entry): string {
  return ofSystemd.includes(source) && valid.test(id) ? id : automaticId(source, id);
}

function distinctId(entry: Entry, partuuid = entry.volume): string {
  const place = [partuuid, entry.config, ...entry.submenu, entry.id].join('\n');
  return `${automaticId(entry.source, entry.id)}-${crc32(place).toString(16).padStart(8, '0')}`;
}

/** Characters that cannot be in an id become a dash; what was changed by that gets a number that tells it from others. */
function automaticId(source: Source, id: string): string {
  const plain = `auto-${source}-${id.toLowerCase().replace(/[^a-z0-9+_.@-]+/g, '-')}`.slice(0, longest);
  const isSame = plain === `auto-${source}-${id}`;
  return isSame ? plain : `${plain}-${crc32(id).toString(16).padStart(8, '0')}`;
}
