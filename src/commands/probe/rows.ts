// What `baton probe` is asked about, as rows.

import { realpathSync, type Stats, statSync } from 'node:fs';
import { basename } from 'node:path';
import { isRescueShell, readRecord } from '../../record/read-record.ts';
import { fileRow } from './file-row.ts';
import type { Row } from './row.ts';
import { SystemRows } from './system-rows.ts';

export interface Probed {
  readonly rows: readonly Row[];
  /** Sentences on the places that could not be looked at. */
  readonly failures: readonly string[];
  /** Whether a device is still being asked that has not answered in time. */
  readonly late: boolean;
}

/** @param places devices and image files; without any, all block devices of this system */
export async function probeRows(places: readonly string[]): Promise<Probed> {
  const system = new SystemRows(isRescueShell() ? readRecord() : undefined);
  if (places.length === 0) {
    const rows = await system.all();
    return { rows, failures: [], late: system.late };
  }
  const rows: Row[] = [];
  const failures: string[] = [];
  for (const place of places) {
    try {
      rows.push(await placeRow(place, system));
    } catch (failure) {
      failures.push((failure as Error).message);
    }
  }
  return { rows, failures, late: system.late };
}

async function placeRow(place: string, system: SystemRows): Promise<Row> {
  const stats = statSync(place, { throwIfNoEntry: false });
  if (!stats) throw new Error(`${place} does not exist. Name a block device or a disk image.`);
  if (stats.isDirectory()) throw new Error(`${place} is a directory; baton list tells what can be booted from it.`);
  if (stats.isFile()) return fileRow(place);
  const row = stats.isBlockDevice() ? await system.named(kernelName(stats)) : undefined;
  if (!row) throw new Error(`${place} is neither a block device that is there nor a disk image.`);
  return row;
}

/** The kernel's name of a block device, whatever its node is called. */
function kernelName({ rdev }: Stats): string {
  // The encoding of dev_t in the C library: makedev(3).
  const major = (rdev >>> 8) & 0xfff;
  const minor = (rdev & 0xff) | ((rdev >>> 12) & 0xfff00);
  try {
    return basename(realpathSync(`/sys/dev/block/${major}:${minor}`));
  } catch {
    return '';
  }
}
