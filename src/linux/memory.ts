import { readFileSync } from 'node:fs';

/** Memory of the machine, in bytes. */
export interface Memory {
  readonly total: number;
  /** What programs could have without swapping, as the kernel estimates it. */
  readonly available: number;
}

/** Reads /proc/meminfo; a field that is missing counts as 0. */
export function readMemory(text = readFileSync('/proc/meminfo', 'utf8')): Memory {
  const field = (name: string): number => Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0) * 1024;
  return { total: field('MemTotal'), available: field('MemAvailable') };
}

/** How much of the machine's memory is in use, and how much this program has had, for people. */
export function memoryUse(): string {
  const { total, available } = readMemory();
  const mebi = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
  const node = mebi(process.resourceUsage().maxRSS * 1024);
  return `memory: ${mebi(total - available)} MiB of ${mebi(total)} MiB in use; Node has had ${node} MiB at most`;
}
