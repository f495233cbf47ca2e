// How a loaded kernel is started by the `kexec` command.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { execute } from '../../kexec/execute.ts';
import { goDown } from '../../kexec/go-down.ts';
import { unmountAll } from '../../kexec/unmount-all.ts';
import { bringLinksDown } from '../../linux/links.ts';
import type { Order } from './order.ts';

/** Where a system without systemd keeps the script that executes kexec at the end of a reboot. */
const hook = '/etc/init.d/kexec';
const shutdown = '/sbin/shutdown';
const patience = 60_000;

/**
 * Starts the loaded kernel: after a shutdown by what manages the system, after one of our own, or at once. Comes back
 * where the system's manager has taken the order. Raises LoadError.
 */
export async function start(order: Pick<Order, 'start' | 'sync' | 'linksDown'>): Promise<void> {
  if (order.start === 'shutdown' && existsSync('/run/systemd/system')) {
    const systemd = await import('../../kexec/systemd.ts');
    await systemd.prepareLastProgram();
    await systemd.goDown('kexec');
  } else if (order.start === 'shutdown' && existsSync(hook) && existsSync(shutdown)) {
    execFileSync(shutdown, ['-r', 'now'], { stdio: 'inherit', timeout: patience });
  } else if (order.start === 'at once') {
    if (order.linksDown) bringLinksDown();
    execute(order);
  } else {
    await goDown({ ...order, unmount: async () => (order.sync ? unmountAll() : undefined) });
  }
}
