import type { Partition, Result } from 'blkid-parse';
import { mountOptions } from '../../disks/mount-options.ts';
import { openerTable } from '../../disks/openers/index.ts';

const leftAlone: Readonly<Record<string, string>> = {
  swap: 'swap space, which holds no files',
  swsuspend: 'the memory of a hibernated system, which baton leaves alone',
};

/** What baton, as PID 1, would make of a device, or `partition`, with this on it, as a clause. */
export function verdictOf({ type, table, ambivalent }: Result, partition?: Partition): string {
  // An extended partition begins with a table of its own.
  if (partition?.typeByte !== undefined && partition.typeName === 'extended') return 'the frame of logical partitions';
  if (ambivalent) return `left alone, because it holds ${ambivalent.join(' and ')} at once`;
  if (type === undefined) return table === undefined ? 'nothing that is recognised' : `${table} partition table`;
  if (Object.hasOwn(mountOptions, type)) return `${type}, which baton mounts read-only`;
  if (Object.hasOwn(openerTable, type)) return `${type}, which baton opens`;
  return leftAlone[type] ?? `${type}, which holds no files that baton can read`;
}

/** What of the medium was not as it should be, as clauses. */
export function notesOn({ copy, hybrid, table, unreadable = [] }: Result): string[] {
  const notes: string[] = [];
  if (copy === 'backup') notes.push('the first copy of its GPT is broken, and the one at its end was read');
  if (table === 'PMBR') notes.push('both copies of its GPT are broken');
  if (hybrid) notes.push('its MBR lists partitions of its own beside the GPT, which were passed over');
  for (const { offset, length, cause } of unreadable) {
    const why = cause instanceof Error ? cause.message : String(cause);
    notes.push(`${length} bytes at ${offset} could not be read: ${why}`);
  }
  return notes;
}
