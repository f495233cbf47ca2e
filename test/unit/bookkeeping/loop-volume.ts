// A real filesystem on a loop device, as PID 1 has it: read-only in the kernel, and mounted read-only.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { attach, mount, setReadOnly, unmount } from 'node-mount';
import { readBlockDevice } from '../../../src/disks/block-device.ts';
import { DirectoryVolume } from '../../../src/disks/directory-volume.ts';
import type { BlockDevice } from '../../../src/entry/block-device.ts';

const scratch = mkdtempSync(join(tmpdir(), 'baton-loop-volume-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

let count = 0;

/** A path for an image. */
export function newImage(): string {
  return join(scratch, `${++count}.img`);
}

export interface LoopVolume {
  readonly volume: DirectoryVolume;
  readonly device: BlockDevice;
  close(): Promise<void>;
}

/** Mounts the image. @param data of mount(2) */
export async function loopVolume(image: string, type: string, data?: string): Promise<LoopVolume> {
  const loop = await attach(image, { readOnly: false, autoclear: true });
  const target = `${image}.d`;
  mkdirSync(target);
  await setReadOnly(loop.device, true);
  try {
    const flags = ['ro', 'nosuid', 'nodev', 'noexec'] as const;
    await mount({ source: loop.device, target, type, flags, ...(data === undefined ? {} : { data }) });
  } catch (failure) {
    await setReadOnly(loop.device, false);
    await loop.close();
    throw failure;
  }
  return {
    volume: new DirectoryVolume(target, { id: basename(loop.device), device: loop.device, type }),
    device: readBlockDevice(basename(loop.device))!,
    close: async () => {
      await unmount(target);
      // It would stay read-only for whoever gets the loop device next.
      await setReadOnly(loop.device, false);
      await loop.close();
    },
  };
}

/** Runs a tool; its output is in the error where it fails. */
export function run(name: string, ...args: readonly string[]): string {
  const child = spawnSync(name, args, {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C', MTOOLS_SKIP_CHECK: '1' },
  });
  if (child.status !== 0) throw new Error(`${name} ${args.join(' ')}: ${child.error ?? child.stderr + child.stdout}`);
  return child.stdout;
}
