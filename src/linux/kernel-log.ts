// The kernel's log: /dev/kmsg to write into it, /proc/sys/kernel/printk for what of it reaches the consoles.

import { openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';

/** syslog(3)'s numbers for the levels that baton uses. */
const levels = { error: 3, warning: 4, info: 6, debug: 7 } as const;

/** Unless told otherwise, it lets ten records in five seconds through: https://docs.kernel.org/admin-guide/sysctl/kernel.html#printk-devkmsg */
const rateLimit = '/proc/sys/kernel/printk_devkmsg';

/** The kernel cuts a record at about 1,000 bytes, prefix included. */
const longest = 900;

/** One record: its level, its text, and how long it took in seconds where it is about a step. */
interface LogRecord {
  readonly level: keyof typeof levels;
  readonly text: string;
  readonly took?: number;
}

/**
 * Opens the kernel's log; the function it returns writes one record, `baton: TEXT`, with line breaks as spaces. It
 * never throws: the log is not worth a boot, and where there is none what is written goes nowhere.
 */
export function writeToKernelLog(): (record: LogRecord) => void {
  let fd: number;
  try {
    fd = openSync('/dev/kmsg', 'w');
  } catch {
    return () => {};
  }
  try {
    writeFileSync(rateLimit, 'on\n');
  } catch {
    // The kernel parameter printk.devkmsg has settled it.
  }
  return ({ level, text, took }) => {
    const time = took === undefined ? '' : ` took ${(took * 1000).toFixed(0)} ms`;
    const record = Buffer.from(`<${levels[level]}>baton: ${text.replace(/\s*\n\s*/g, ' ')}${time}`);
    try {
      // Without the line break the kernel would hold the record back, waiting for the rest of the line.
      writeSync(fd, Buffer.concat([record.subarray(0, longest), Buffer.from('\n')]));
    } catch {
      // A full or refused log must not stop the boot.
    }
  };
}

const printk = '/proc/sys/kernel/printk';

/** Lets only records below `level` (1 to 8) onto the kernel's consoles; returns a function that undoes it. */
export function limitConsoleLog(level: number): () => void {
  const before = readFileSync(printk, 'utf8');
  writeFileSync(printk, `${level}\n`);
  return () => writeFileSync(printk, before);
}
