// Mounts a filesystem so that nothing is written to the disk that it is on.

import { mkdir } from 'node:fs/promises';
import { MountError, mount } from 'node-mount';
import type { BlockDevice } from '../entry/block-device.ts';
import { joinData, mountOptions } from './mount-options.ts';
import type { Workshop } from './opener.ts';

/** Where volumes are mounted. */
export const mountRoot = '/run/baton';

export interface Mounted {
  readonly directory: string;
  /** How it was mounted, as a clause. */
  readonly how: string;
}

export interface Wish {
  /** Below {@link mountRoot}; the device's name if not given. */
  readonly name?: string;
  /** More for the data argument of mount(2), such as `subvolid=5`. */
  readonly data?: string;
  /** The other devices that the filesystem lies on (btrfs). */
  readonly others?: readonly BlockDevice[];
  /** Whether the superblock tells of a log that is to be replayed (btrfs). */
  readonly unreplayed?: boolean;
}

/** What the kernel answers when a journal needs to be replayed and the device is read-only; btrfs of Linux 6.1 says EIO. */
function needsRecovery(failure: unknown, { unreplayed = false }: Wish): boolean {
  return failure instanceof MountError && (failure.code === 'EROFS' || (unreplayed && failure.code === 'EIO'));
}

/**
 * Mounts the filesystem `type` (libblkid's TYPE, one of `mountOptions`) of `device`, which is read-only in the kernel.
 * A journal that needs to be replayed is replayed in memory; where that cannot be, not at all. Raises MountError.
 */
export async function mountQuietly(
  device: BlockDevice,
  type: string,
  workshop: Workshop,
  wish: Wish = {},
): Promise<Mounted> {
  const { drivers, journal } = workshop;
  const options = mountOptions[type] ?? {};
  const driver = options.type ?? type;
  await Promise.all([drivers.loadFor(`fs-${driver}`), ...(options.modules ?? []).map((name) => drivers.load(name))]);
  const directory = `${mountRoot}/${wish.name ?? device.name}`;
  await mkdir(directory, { recursive: true });
  const devices = [device, ...(wish.others ?? [])];
  const attempt = async ([source = '', ...others]: readonly string[], unrecovered?: string): Promise<void> => {
    const data = joinData(options.data, wish.data, unrecovered, ...others.map((other) => `device=${other}`));
    const flags = ['ro', 'nosuid', 'nodev', 'noexec'] as const;
    await mount({ source, target: directory, type: driver, flags, ...(data === undefined ? {} : { data }) });
  };
  try {
    await attempt(devices.map(({ node }) => node));
    return { directory, how: 'mounted read-only' };
  } catch (failure) {
    if (!needsRecovery(failure, wish)) throw failure;
  }
  try {
    // Read when it is needed, which is seldom.
    const { overlayAll } = await import('./overlay.ts');
    const copies = await overlayAll(devices, drivers);
    await attempt(copies.nodes).catch(async (failure) => {
      // What lies over a device keeps it from being mounted itself.
      await copies.close();
      throw failure;
    });
    workshop.onClose(copies.close);
    return { directory, how: 'mounted read-only, its journal replayed in memory' };
  } catch (failure) {
    if (options.unrecovered === undefined) throw failure;
    journal.warning(`The journal on ${device.node} cannot be replayed in memory: ${messageOf(failure)}`);
  }
  await attempt(
    devices.map(({ node }) => node),
    options.unrecovered,
  );
  return { directory, how: 'mounted read-only, its journal not replayed: its newest files may be missing' };
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
