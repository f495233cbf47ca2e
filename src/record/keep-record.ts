import type { Disks } from '../disks/disks.ts';
import type { Reading } from '../entry/reading.ts';
import type { Journal } from '../journal.ts';
import type { Row } from '../settings/in-force.ts';
import { bootRecord } from './boot-record.ts';
import { RecordFile } from './record-file.ts';

/** The file in which the `baton` command finds what PID 1 knows, from the first time that it is written on. */
export function keepRecord(
  journal: Journal,
  disks: Disks,
  readings: () => readonly Reading[],
  settings: () => readonly Row[],
): RecordFile {
  return new RecordFile(journal, () => bootRecord(journal, disks.findings, readings(), settings()));
}
