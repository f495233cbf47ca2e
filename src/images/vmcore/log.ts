import { ImageError } from '../image-error.ts';
import type { Source } from '../source.ts';
import { readCore } from './core.ts';
import { readMessages } from './printk.ts';
import { parseVmcoreinfo } from './vmcoreinfo.ts';

export interface KernelLog {
  /** Of the kernel whose log it is, `6.1.0-18-amd64`; undefined where it is not told. */
  readonly release?: string;
  /** Lines as `dmesg` has them, `[    1.234567] text`: as vmcore-dmesg(8) writes them. Empty where there are none. */
  readonly text: string;
  /** A clause: why there are no messages, or not all of them. */
  readonly problem?: string;
}

/**
 * The messages of the kernel whose memory an ELF core holds. Time and memory are bounded by the size that its message
 * ring has, at most 64 MiB. Throws what the source throws, and nothing for any bytes.
 */
export async function kernelLog(source: Source): Promise<KernelLog> {
  const core = await readCore(source);
  if (!core) return { text: '', problem: 'it is no 64-bit ELF core' };
  const info = parseVmcoreinfo(core.vmcoreinfo);
  const known = info.release === undefined ? {} : { release: info.release };
  const lines: string[] = [];
  try {
    for await (const { time, text } of readMessages(core, info)) lines.push(`${stamp(time)} ${printable(text)}\n`);
  } catch (failure) {
    if (!(failure instanceof ImageError)) throw failure;
    return { ...known, text: lines.join(''), problem: failure.message };
  }
  return { ...known, text: lines.join('') };
}

function stamp(time: bigint): string {
  const microseconds = String((time / 1000n) % 1_000_000n).padStart(6, '0');
  return `[${String(time / 1_000_000_000n).padStart(5)}.${microseconds}]`;
}

/** What is neither printable ASCII nor white space becomes `\x` and two hexadecimal digits. */
function printable(text: Uint8Array): string {
  const latin1 = Buffer.from(text.buffer, text.byteOffset, text.length).toString('latin1');
  return latin1.replace(/[^\t-\r -~]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
