// From a BlockDevice to what baton makes of it: a Volume, or the reason why it is none.

import { mkdir, open } from 'node:fs/promises';
import { probe, type Result } from 'blkid-parse';
import { mount, setReadOnly } from 'node-mount';
import type { BlockDevice } from '../entry/block-device.ts';
import type { Identity, Volume } from '../entry/volume.ts';
import { errnoName } from '../linux/errno.ts';
import { DirectoryVolume } from './directory-volume.ts';
import type { Drivers } from './drivers.ts';
import { mountOptions } from './mount-options.ts';

export interface Finding {
  readonly device: BlockDevice;
  /** What is on it and what was made of it, as a clause: `ext4, mounted`. */
  readonly verdict: string;
  /** What its first bytes say; undefined when nothing is recognised or it could not be read. */
  readonly facts?: Result;
  readonly volume?: Volume;
}

/** Where volumes are mounted. */
export const mountRoot = '/run/baton';

async function probeDevice(device: BlockDevice): Promise<Result> {
  const file = await open(device.node, 'r');
  try {
    return await probe({
      size: device.size,
      sectorSize: device.sectorSize,
      read: async (offset, length) => {
        const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      },
    });
  } finally {
    await file.close();
  }
}

function identify(device: BlockDevice, facts: Result, disk: Result | undefined): Identity {
  const partition = disk?.partitions?.find((candidate) => candidate.number === device.partition);
  return {
    id: device.name,
    device: device.node,
    ...(facts.type === undefined ? {} : { type: facts.type }),
    ...(facts.uuid === undefined ? {} : { uuid: facts.uuid }),
    ...(facts.label === undefined ? {} : { label: facts.label }),
    ...(partition?.partuuid === undefined ? {} : { partuuid: partition.partuuid }),
    ...(partition?.partlabel === undefined ? {} : { partlabel: partition.partlabel }),
    ...(partition?.typeGuid === undefined ? {} : { parttype: partition.typeGuid }),
  };
}

/** Mounts the filesystem `type` on `device` so that nothing is written to it; the directory it is on. */
async function mountQuietly(device: BlockDevice, type: string, drivers: Drivers): Promise<string> {
  const options = mountOptions[type] ?? {};
  const driver = options.type ?? type;
  await Promise.all([drivers.loadFor(`fs-${driver}`), ...(options.modules ?? []).map((name) => drivers.load(name))]);
  const target = `${mountRoot}/${device.name}`;
  await mkdir(target, { recursive: true });
  await mount({
    source: device.node,
    target,
    type: driver,
    flags: ['ro', 'nosuid', 'nodev', 'noexec'],
    ...(options.data === undefined ? {} : { data: options.data }),
  });
  return target;
}

async function mounted(
  device: BlockDevice,
  facts: Result,
  type: string,
  disk: Result | undefined,
  drivers: Drivers,
): Promise<Finding> {
  try {
    const directory = await mountQuietly(device, type, drivers);
    const volume = new DirectoryVolume(directory, identify(device, facts, disk));
    return { device, facts, volume, verdict: `${type}, mounted read-only` };
  } catch (failure) {
    return { device, facts, verdict: `${type}, but ${reason(failure)}` };
  }
}

function reason(failure: unknown): string {
  // Node's numbers are negative, and it has no words for an optical drive or card reader with nothing in it.
  const { errno = 0 } = failure as NodeJS.ErrnoException;
  if (errnoName(-errno) === 'ENOMEDIUM') return 'there is no medium in it';
  return failure instanceof Error ? failure.message : String(failure);
}

/**
 * Looks at `device` and mounts what is on it. `disk` is what was found on the disk that it is a partition of.
 * Never throws: what fails is the verdict.
 */
export async function examine(device: BlockDevice, disk: Result | undefined, drivers: Drivers): Promise<Finding> {
  let facts: Result;
  try {
    await setReadOnly(device.node, true);
    facts = await probeDevice(device);
  } catch (failure) {
    return { device, verdict: `it cannot be read: ${reason(failure)}` };
  }
  const { type, table, ambivalent } = facts;
  if (type !== undefined && Object.hasOwn(mountOptions, type)) return mounted(device, facts, type, disk, drivers);
  if (table !== undefined) return { device, facts, verdict: `${table} partition table` };
  if (ambivalent) return { device, facts, verdict: `left alone, because it holds ${ambivalent.join(' and ')} at once` };
  if (type === undefined) return { device, facts, verdict: 'nothing that is recognised' };
  return { device, facts, verdict: `${type}, which holds no files that baton can read` };
}
