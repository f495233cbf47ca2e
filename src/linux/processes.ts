import { readdirSync, readFileSync } from 'node:fs';

/** A process as /proc shows it. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

/** PF_KTHREAD of linux/sched.h, in the ninth field of /proc/PID/stat. */
const KERNEL_THREAD = 0x00200000;

/**
 * The processes of user space, without zombies, and without those that ask to be spared until the root is gone: their
 * first argument begins with @. https://systemd.io/ROOT_STORAGE_DAEMONS/
 */
export function listProcesses(directory = '/proc'): Process[] {
  return readdirSync(directory).flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const process = parse(Number(name), readFileSync(`${directory}/${name}/stat`, 'latin1'));
      return process && readFileSync(`${directory}/${name}/cmdline`, 'latin1')[0] !== '@' ? [process] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

/** The name is in parentheses and may have some itself. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function parse(pid: number, stat: string): Process | undefined {
  const [, name, state, parent, flags] = /^\d+ \(([\s\S]*)\) (\S) (\d+) \S+ \S+ \S+ \S+ (\d+) /.exec(stat) ?? [];
  if (name === undefined || state === 'Z' || (Number(flags) & KERNEL_THREAD) !== 0) return undefined;
  return { pid, parent: Number(parent), name };
}
