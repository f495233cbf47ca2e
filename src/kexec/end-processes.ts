import { setTimeout as sleep } from 'node:timers/promises';
import { listProcesses, type Process } from '../linux/processes.ts';

/** How long processes have to end after SIGTERM, and after SIGKILL, in milliseconds. */
const patience = { SIGTERM: 5000, SIGKILL: 2000 } as const;
const interval = 20;

/**
 * Ends every process but PID 1, this one, and those that wait for it: SIGTERM first, and SIGKILL for what is left.
 * Returns the processes that are still there, because the kernel does not let go of them.
 */
export async function endProcesses(): Promise<Process[]> {
  const running = listProcesses();
  const spared = lineage(running);
  let others = running.filter(({ pid }) => !spared.has(pid));
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const deadline = performance.now() + patience[signal];
    for (const { pid } of others) send(pid, signal);
    while (others.length > 0 && performance.now() < deadline) {
      await sleep(interval);
      others = listProcesses().filter(({ pid }) => !spared.has(pid));
    }
  }
  return others;
}

/** PID 1, this process and its ancestors. */
function lineage(processes: readonly Process[]): Set<number> {
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const found = new Set([1]);
  for (let pid: number | undefined = process.pid; pid && !found.has(pid); pid = parents.get(pid)) found.add(pid);
  return found;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
