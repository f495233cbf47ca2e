import type { Disks } from './disks/disks.ts';
import type { Reading } from './entry/reading.ts';
import type { Journal } from './journal.ts';
import { journalArchive } from './kexec/journal-archive.ts';
import { bootRecord } from './record/boot-record.ts';
import { handedRecord } from './record/handed-record.ts';
import type { InForce } from './settings/in-force.ts';

/** The archive that brings the journal, as of now, to the next system. */
export function journalHandover(
  journal: Journal,
  disks: Disks,
  readings: readonly Reading[],
  inForce: InForce,
): Uint8Array {
  return journalArchive(handedRecord(bootRecord(journal, disks.findings, readings, inForce.rows())));
}
