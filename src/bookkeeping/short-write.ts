import { open } from 'node:fs/promises';
import { type MountFlag, remount } from 'node-mount';
import type { BlockDevice } from '../entry/block-device.ts';
import type { Volume } from '../entry/volume.ts';
import { mountOf } from './mount-of.ts';
import { Refusal } from './refusal.ts';
import { withWriteAccess } from './write-access.ts';

const always: readonly MountFlag[] = ['nosuid', 'nodev', 'noexec'];

/**
 * Makes the filesystem of a volume writable while `work` runs in the directory that it is mounted on, and read-only
 * again when all of it is on the medium. Only FAT, which has no journal that would be replayed. Raises Refusal,
 * MountError, and what `work` does.
 * @param device that the volume lies on
 */
export async function whileWritable(
  volume: Volume,
  device: BlockDevice,
  work: (directory: string) => Promise<void>,
): Promise<void> {
  const { id, type = 'no filesystem' } = volume.identity;
  if (type !== 'vfat') throw new Refusal(`${id} holds ${type}; only on FAT are files renamed or made.`);
  const { target } = mountOf(volume);
  await withWriteAccess(device, async () => {
    await remount({ target, flags: [...always, 'noatime'] });
    try {
      await work(target);
      await flush(target);
    } finally {
      await remount({ target, flags: [...always, 'ro'] });
    }
  });
}

/** Waits until what was changed in the directory is on the medium. */
export async function flush(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}
