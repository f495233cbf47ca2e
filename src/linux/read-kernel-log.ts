// The kernel's log as it is now: https://docs.kernel.org/admin-guide/abi-testing.html#abi-dev-kmsg

import { closeSync, constants, openSync, readSync } from 'node:fs';

/** One record of the kernel's log. */
export interface KernelRecord {
  /** Seconds since the kernel started. */
  readonly at: number;
  /** syslog(3)'s number: 0 is an emergency, 7 is for debugging. */
  readonly level: number;
  readonly text: string;
}

/** Each read gives one record, at most this long. */
const recordBytes = 8192;
/** More than the largest log that a kernel is configured with holds. */
const maxRecords = 200_000;

/** All records, oldest first. Throws Node's error where the log may not be read. */
export function readKernelLog(): KernelRecord[] {
  const fd = openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK);
  const buffer = Buffer.alloc(recordBytes);
  const records: KernelRecord[] = [];
  try {
    for (let count = 0; count < maxRecords; count++) {
      try {
        const record = parseKernelRecord(buffer.toString('utf8', 0, readSync(fd, buffer)));
        if (record) records.push(record);
      } catch (failure) {
        // EPIPE: the ring overtook the reader, whose next read is good again. EAGAIN: that was the last record.
        if ((failure as NodeJS.ErrnoException).code !== 'EPIPE') break;
      }
    }
  } finally {
    closeSync(fd);
  }
  return records;
}

/** `PRIORITY,SEQUENCE,MICROSECONDS,FLAGS;TEXT`, and below that lines with facts on the device. */
export function parseKernelRecord(record: string): KernelRecord | undefined {
  const [, priority, microseconds, text] = /^(\d+),\d+,(\d+),[^;]*;([^\n]*)/.exec(record) ?? [];
  if (text === undefined) return undefined;
  // The facility is above the level's three bits; the kernel escapes bytes that are not printable.
  return { at: Number(microseconds) / 1e6, level: Number(priority) & 7, text: unescaped(text) };
}

function unescaped(text: string): string {
  const bytes = Buffer.from(text).toString('latin1');
  const all = bytes.replace(/\\x([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(all, 'latin1').toString('utf8');
}
