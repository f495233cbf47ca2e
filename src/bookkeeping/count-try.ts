import { access, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BlockDevice } from '../entry/block-device.ts';
import type { Entry } from '../entry/entry.ts';
import type { Volume } from '../entry/volume.ts';
import { clauseOf, Refusal } from './refusal.ts';
import { flush, whileWritable } from './short-write.ts';

/** Whether the name of the entry's file counts its tries, and there is one left. */
export function countsItself({ tries }: Entry): boolean {
  return tries !== undefined && tries.left > 0;
}

/**
 * Counts a try of the entry where systemd-boot does: in the name of its file, `debian+3.conf` to `debian+2-1.conf`.
 * https://uapi-group.org/specifications/specs/boot_loader_specification/#boot-counting
 * (systemd: `boot_entry_bump_counters`, src/boot/boot.c.) Raises Refusal with the reason where that cannot be done.
 * @param volume that the entry's file lies on, on `device`
 * @returns path of the file on the volume, with its new name; undefined where the file does not count
 */
export async function countTry(entry: Entry, volume: Volume, device: BlockDevice): Promise<string | undefined> {
  if (!countsItself(entry)) return undefined;
  const counted = countedPath(entry.config);
  if (counted === undefined) return undefined;
  try {
    await whileWritable(volume, device, async (directory) => {
      // rename(2) would put it in the place of another.
      const isThere = await access(directory + counted).then(
        () => true,
        () => false,
      );
      if (isThere) throw new Refusal(`${counted} is there already`);
      await rename(directory + entry.config, directory + counted);
      await flush(directory + dirname(counted));
    });
  } catch (failure) {
    const what = `The try of ${entry.config} on ${volume.identity.id} could not be counted`;
    throw new Refusal(`${what}: ${clauseOf(failure)}.`, { cause: failure });
  }
  return counted;
}

function countedPath(path: string): string | undefined {
  const [, start, left, done = '0', suffix] = /^(.*)\+(\d+)(?:-(\d+))?(\.[a-z]+)$/i.exec(path) ?? [];
  return start === undefined ? undefined : `${start}+${Number(left) - 1}-${Number(done) + 1}${suffix}`;
}
