import { readFileSync } from 'node:fs';
import { type BootRecord, recordPath } from './boot-record.ts';

/**
 * The record that PID 1 has written, or that was handed on by the baton which started this system.
 * @returns undefined where there is none
 * @throws a sentence where it is not to be understood
 */
export function readRecord(path = recordPath): BootRecord | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  let record: Partial<BootRecord> | null;
  try {
    record = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is not a journal of baton's: it is not valid JSON.`, { cause });
  }
  if (record?.version !== 1) throw new Error(`${path} was written by another version of baton, and is not understood.`);
  return record as BootRecord;
}

/** Whether this is baton's own rescue shell: whether PID 1 is baton. */
export function isRescueShell(): boolean {
  try {
    return readFileSync('/proc/1/cmdline', 'utf8').split('\0').includes('/lib/baton/start.cjs');
  } catch {
    return false;
  }
}
