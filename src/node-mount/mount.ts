import { realpathSync } from 'node:fs';
import { type Failure, MountError } from './error.ts';
import { bits, type MountFlag, mountFlags, type UnmountFlag, unmountFlags } from './flags.ts';
import { followKernelLog } from './kernel-log.ts';
import * as libc from './libc.ts';

export interface MountOptions {
  /** A block device, `proc`, `none`, …: what the filesystem's driver makes of it. */
  readonly source: string;
  /** An existing directory, or a file where the source is a file too. */
  readonly target: string;
  /** As /proc/filesystems names it. */
  readonly type: string;
  readonly flags?: readonly MountFlag[];
  /** The filesystem's own options, separated by commas: `noload,errors=remount-ro`. */
  readonly data?: string;
}

/**
 * Mounts a filesystem: mount(2), https://man7.org/linux/man-pages/man2/mount.2.html. Runs on a worker thread.
 * Throws MountError, with the kernel's own log line about it where there is one.
 */
export async function mount({ source, target, type, flags = [], data }: MountOptions): Promise<void> {
  const log = followKernelLog();
  try {
    const { errno } = await libc.mount(source, target, type, bits(mountFlags, flags), data ?? null);
    if (errno === 0) return;
    const kernelLog = log?.lineAbout(deviceBehind(source), type);
    throw new MountError({ operation: 'mount', errno, source, target, type, flags, kernelLog });
  } finally {
    log?.close();
  }
}

/**
 * Changes the flags and options of the mount at `target` (MS_REMOUNT). With `bind` among the flags, only those of
 * this one mount point; otherwise those of the filesystem, wherever it is mounted. Throws MountError.
 */
export async function remount(options: Pick<MountOptions, 'target' | 'flags' | 'data'>): Promise<void> {
  const { target, flags = [], data } = options;
  await change({ operation: 'remount', target, flags }, 'none', ['remount', ...flags], data);
}

/**
 * Makes what lies at `source` visible at `target` as well (MS_BIND), with the mounts below it where `flags` has
 * `rec`. The kernel ignores other flags at first, so they are set by a second call. Throws MountError.
 */
export async function bind(options: Pick<MountOptions, 'source' | 'target' | 'flags'>): Promise<void> {
  const { source, target, flags = [] } = options;
  const failure = { operation: 'bind', source, target, flags } as const;
  const restrictions = flags.filter((flag) => flag !== 'rec');
  await change(failure, source, flags.includes('rec') ? ['bind', 'rec'] : ['bind']);
  if (restrictions.length > 0) await change(failure, 'none', ['remount', 'bind', ...restrictions]);
}

/** Moves the mount at `source`, and all below it, to `target` (MS_MOVE). Throws MountError. */
export async function move({ source, target }: Pick<MountOptions, 'source' | 'target'>): Promise<void> {
  await change({ operation: 'move', source, target }, source, ['move']);
}

/** Unmounts what lies at `target`: umount2(2). Runs on a worker thread. Throws MountError. */
export async function unmount(target: string, flags: readonly UnmountFlag[] = []): Promise<void> {
  const { errno } = await libc.umount2(target, bits(unmountFlags, flags));
  if (errno !== 0) throw new MountError({ operation: 'unmount', errno, target, flags });
}

async function change(
  failure: Omit<Failure, 'errno'> & { target: string },
  source: string,
  flags: MountFlag[],
  data?: string,
) {
  const { errno } = await libc.mount(source, failure.target, null, bits(mountFlags, flags), data ?? null);
  if (errno !== 0) throw new MountError({ ...failure, errno });
}

// The kernel logs dm-0 for /dev/mapper/root.
function deviceBehind(source: string): string {
  try {
    return realpathSync(source);
  } catch {
    return source;
  }
}
