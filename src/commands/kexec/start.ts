// How a loaded kernel is started by the `kexec` command.

import { existsSync } from 'node:fs';
import { execute } from '../../kexec/execute.ts';
import { goDown } from '../../kexec/go-down.ts';
import { LoadError } from '../../kexec/load-error.ts';
import { type Manager, manager, needsScript, orderRestart } from '../../kexec/manager.ts';
import { unmountAll } from '../../kexec/unmount-all.ts';
import { bringLinksDown } from '../../linux/links.ts';
import type { Output } from '../command.ts';
import type { Order } from './order.ts';

/** Of kexec-tools on Debian; it starts the loaded kernel at the end of a restart. */
const scriptOfKexecTools = '/etc/init.d/kexec';

/**
 * Starts the loaded kernel: after a shutdown by what manages the system, after one of our own, or at once. Comes back
 * where the system's manager has taken the order. Raises LoadError.
 */
export async function start(order: Pick<Order, 'start' | 'sync' | 'linksDown'>, output: Output): Promise<void> {
  const managed = order.start === 'shutdown' ? manager() : undefined;
  if (managed) {
    await startManaged(managed, output).catch((failure: Error) => {
      throw new LoadError(`The system could not be told to go down: ${failure.message}.`, { cause: failure });
    });
  } else if (order.start === 'at once') {
    if (order.linksDown) bringLinksDown();
    execute(order);
  } else {
    await goDown({ ...order, unmount: async () => (order.sync ? unmountAll() : undefined) });
  }
}

async function startManaged(name: Manager, output: Output): Promise<void> {
  if (name === 'systemd') await (await import('../../kexec/prepare-last-program.ts')).prepareLastProgram();
  else if (needsScript()) await installScript(name, output);
  await orderRestart(name, 'kexec');
}

/** Installs what starts the loaded kernel in the end, unless there is something that does. */
async function installScript(name: 'openrc' | 'sysv', output: Output): Promise<void> {
  const { startScript } = await import('../units/index.ts');
  const { install, ownCommand } = await import('../units/install.ts');
  const script = startScript(name, ownCommand());
  if (existsSync(script.path) || (name === 'sysv' && existsSync(scriptOfKexecTools))) return;
  await install(script);
  output.out(`${script.path} was written, which starts a loaded kernel at the end of a restart.`);
}
