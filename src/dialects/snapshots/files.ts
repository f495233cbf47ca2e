// Which kernel and initrds boot a snapshot.

import type { Entry, Resource } from '../../entry/entry.ts';
import { withFile } from '../../entry/read-at.ts';
import type { Volume } from '../../entry/volume.ts';
import { bzImageHead, readBzImage } from '../../images/bzimage.ts';
import { findKernels, type Kernel } from '../kernels/find-kernels.ts';
import { kernelVersion } from '../kernels/names.ts';

export interface BootFiles {
  readonly kernel: Resource;
  readonly initrds: readonly Resource[];
}

/**
 * The files of the same names in the snapshot, or the newest that it has; where its /boot is another filesystem, those
 * of a kernel there whose modules the snapshot has. Undefined where there is none of all that.
 * @param entry what boots the system today
 */
export async function filesFor(
  entry: Entry,
  snapshot: Volume,
  volumes: readonly Volume[],
): Promise<BootFiles | undefined> {
  const own = await sameFiles(entry, snapshot);
  if (own) return own;
  const complete = ({ initrds }: Kernel) => initrds.length > 0 || entry.initrds.length === 0;
  const newest = (await findKernels(snapshot)).find(complete);
  if (newest) return filesOn(snapshot, newest);
  const boot = volumes.find(({ identity }) => identity.id === entry.kernel?.volume);
  if (!boot || !entry.kernel) return undefined;
  const modules = await modulesOf(snapshot);
  if (modules.has((await versionOf(boot, entry.kernel.path)) ?? ''))
    return { kernel: entry.kernel, initrds: entry.initrds };
  const fitting = (await findKernels(boot)).find((kernel) => modules.has(kernel.version) && complete(kernel));
  return fitting && filesOn(boot, fitting);
}

async function sameFiles({ kernel, initrds }: Entry, snapshot: Volume): Promise<BootFiles | undefined> {
  if (!kernel) return undefined;
  const there = async ({ path }: Resource) => (await snapshot.stat(path))?.kind === 'file';
  for (const file of [kernel, ...initrds]) if (!(await there(file))) return undefined;
  const on = ({ path }: Resource): Resource => ({ volume: snapshot.identity.id, path });
  return { kernel: on(kernel), initrds: initrds.map(on) };
}

function filesOn({ identity: { id } }: Volume, { path, initrds }: Kernel): BootFiles {
  return { kernel: { volume: id, path }, initrds: initrds.map((initrd) => ({ volume: id, path: initrd })) };
}

/** The versions that there are modules of. */
async function modulesOf(snapshot: Volume): Promise<ReadonlySet<string>> {
  const lists = await Promise.all(['/usr/lib/modules', '/lib/modules'].map((path) => snapshot.list(path)));
  return new Set(lists.flatMap((names) => names ?? []));
}

/** The version of a kernel by its own header, else by its name. */
async function versionOf(volume: Volume, path: string): Promise<string | undefined> {
  const head = await withFile(volume, path, (readAt) => readAt(0, bzImageHead));
  const version = head && readBzImage(head)?.version;
  return version?.split(' ')[0] ?? kernelVersion(path.slice(path.lastIndexOf('/') + 1));
}
