// How a loaded kernel is started by the `kexec` command.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { execute } from '../../kexec/execute.ts';
import { goDown } from '../../kexec/go-down.ts';
import { LoadError } from '../../kexec/load-error.ts';
import { unmountAll } from '../../kexec/unmount-all.ts';
import { bringLinksDown } from '../../linux/links.ts';
import type { Order } from './order.ts';

/** The scripts that start the loaded kernel at the end of a restart without systemd: of kexec-tools, and our own. */
const hooks = ['/etc/init.d/kexec', '/etc/init.d/baton-kexec'];
const shutdown = '/sbin/shutdown';
const patience = 60_000;

/**
 * Starts the loaded kernel: after a shutdown by what manages the system, after one of our own, or at once. Comes back
 * where the system's manager has taken the order. Raises LoadError.
 */
export async function start(order: Pick<Order, 'start' | 'sync' | 'linksDown'>): Promise<void> {
  const manager = order.start === 'shutdown' ? findManager() : undefined;
  if (manager) {
    await manager().catch((failure: Error) => {
      throw new LoadError(`The system could not be told to go down: ${failure.message}.`, { cause: failure });
    });
  } else if (order.start === 'at once') {
    if (order.linksDown) bringLinksDown();
    execute(order);
  } else {
    await goDown({ ...order, unmount: async () => (order.sync ? unmountAll() : undefined) });
  }
}

/** How what manages this system is told to go down into the loaded kernel; undefined where nothing does. */
function findManager(): (() => Promise<void>) | undefined {
  if (existsSync('/run/systemd/system')) {
    return async () => {
      const systemd = await import('../../kexec/systemd.ts');
      await systemd.prepareLastProgram();
      await systemd.goDown('kexec');
    };
  }
  if (!hooks.some((path) => existsSync(path)) || !existsSync(shutdown)) return undefined;
  return async () => void execFileSync(shutdown, ['-r', 'now'], { stdio: 'inherit', timeout: patience });
}
