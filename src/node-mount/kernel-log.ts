import { closeSync, constants, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { seekToEnd } from './libc.ts';

/** The kernel's log from one moment on. */
export interface KernelLog {
  /**
   * The last line since then that names the block device `device` (a path; its last part counts) or that begins
   * with the driver of the filesystem `type`. Undefined where there is none.
   */
  lineAbout(device: string, type: string): string | undefined;
  close(): void;
}

// Each read of /dev/kmsg gives one record, at most this long:
// https://docs.kernel.org/admin-guide/abi-testing.html#abi-dev-kmsg
const recordBytes = 8192;
// A disk that floods the log must not hold up the error message.
const maxRecords = 256;

// What the drivers call themselves in the log where that is not the name of the filesystem.
const drivers: Readonly<Record<string, string>> = { iso9660: 'isofs', vfat: 'fat-fs', msdos: 'fat-fs' };

/** Marks this moment in the kernel's log. Undefined where the log may not be read. */
export function followKernelLog(): KernelLog | undefined {
  let fd: number;
  try {
    fd = openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  if (!seekToEnd(fd)) {
    closeSync(fd);
    return undefined;
  }
  return {
    lineAbout: (device, type) => pick(records(fd), basename(device), drivers[type] ?? type),
    close: () => closeSync(fd),
  };
}

function records(fd: number): string[] {
  const buffer = Buffer.alloc(recordBytes);
  const lines: string[] = [];
  for (let count = 0; count < maxRecords; count++) {
    try {
      lines.push(buffer.toString('utf8', 0, readSync(fd, buffer)));
    } catch (error) {
      // EPIPE: the ring overtook the reader, whose next read is good again. EAGAIN: that was the last record.
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') break;
    }
  }
  return lines;
}

/** The text of the last of `lines` (records of /dev/kmsg) about `device` or, failing that, from `driver`. */
export function pick(lines: readonly string[], device: string, driver: string): string | undefined {
  const texts = lines.map((line) => /^[^;]*;([^\n]*)/.exec(line)?.[1] ?? '');
  const words = (text: string) => text.split(/[^\w.-]+/);
  return (
    texts.findLast((text) => words(text).includes(device)) ??
    texts.findLast((text) => text.toLowerCase().startsWith(driver.toLowerCase()))
  );
}
