// A block device that may be written to without a write to the disk under it: what is written stays in memory.

import { mkdir, open, rm } from 'node:fs/promises';
import { attach } from 'node-mount';
import type { BlockDevice } from '../entry/block-device.ts';
import { runTool } from '../linux/tool.ts';
import type { Drivers } from './drivers.ts';
import { overlayDirectory as directory, overlayPrefix } from './overlay-names.ts';

const sector = 512;

/** What may be written at most, in bytes. The largest journal of ext4 has 1 GiB; /run ends at half the memory. */
const limit = 2 ** 30;

/** Bytes that are copied at once at the first write to them, in sectors: one page. */
const chunk = 8;

export interface Overlay {
  /** `/dev/mapper/baton-overlay-sda1` */
  readonly node: string;
  close(): Promise<void>;
}

/**
 * Puts a device-mapper snapshot over `device`, which is only read. Raises ToolError or MountError when the image or the
 * kernel lack what it takes. https://docs.kernel.org/admin-guide/device-mapper/snapshot.html
 */
export async function overlay(device: BlockDevice, drivers: Drivers): Promise<Overlay> {
  await Promise.all(['loop', 'dm-snapshot'].map((name) => drivers.load(name)));
  const name = `${overlayPrefix}${device.name}`;
  await mkdir(directory, { recursive: true });
  const path = `${directory}/${device.name}`;
  const file = await open(path, 'w', 0o600);
  await file.truncate(Math.min(limit, device.size));
  await file.close();
  const loop = await attach(path, { autoclear: true, readOnly: false });
  try {
    const table = `0 ${Math.floor(device.size / sector)} snapshot ${device.node} ${loop.device} N ${chunk}`;
    await runTool('dmsetup', ['create', name, '--table', table]);
  } finally {
    // The mapped device holds the loop device, and that the file, which needs no name any more.
    await loop.close();
    await rm(path, { force: true });
  }
  return {
    node: `/dev/mapper/${name}`,
    close: async () => void (await runTool('dmsetup', ['remove', '--retry', name])),
  };
}

export interface Overlays {
  /** In the order of the devices. */
  readonly nodes: readonly string[];
  close(): Promise<void>;
}

/** An {@link overlay} over each of `devices`: over all, or over none. */
export async function overlayAll(devices: readonly BlockDevice[], drivers: Drivers): Promise<Overlays> {
  const made: Overlay[] = [];
  const close = async (): Promise<void> => {
    for (let one = made.pop(); one; one = made.pop()) await one.close();
  };
  try {
    for (const device of devices) made.push(await overlay(device, drivers));
  } catch (failure) {
    await close();
    throw failure;
  }
  return { nodes: made.map(({ node }) => node), close };
}
