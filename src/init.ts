// PID 1: one boot, in order.

import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { Disks } from './disks/disks.ts';
import { Drivers } from './disks/drivers.ts';
import { mountKernelFilesystems } from './disks/kernel-filesystems.ts';
import { Modprobe } from './disks/modprobe.ts';
import { readModprobeConfig } from './disks/modprobe-config.ts';
import { readModuleIndex } from './disks/module-index.ts';
import { Hooks } from './hooks/hooks.ts';
import { Journal } from './journal.ts';
import { parseCmdline } from './linux/cmdline.ts';
import { kernelConsoles } from './linux/kernel-consoles.ts';
import { writeToKernelLog } from './linux/kernel-log.ts';
import { restartAfterPanic } from './linux/panic.ts';
import { followUevents } from './linux/uevents.ts';
import type { Session } from './session.ts';
import { readImageFile } from './settings/image-file.ts';
import { InForce } from './settings/in-force.ts';
import { readParameters } from './settings/parameters.ts';

/** Time to read what the kernel says when this program has died. */
const panicSeconds = 60;

/** One boot; PID 1 of the image. What goes wrong before there is a menu ends in a shell on the kernel's console. */
export async function init(): Promise<void> {
  const early = (failure: unknown): void => {
    void import('./last-resort.ts').then(({ lastResort }) => lastResort(failure));
  };
  process.on('uncaughtException', early);

  // Two of libuv's threads may be held by slow disks and one by the uevent socket.
  process.env.UV_THREADPOOL_SIZE = '16';
  await mountKernelFilesystems();
  restartAfterPanic(panicSeconds);
  const parameters = parseCmdline(readFileSync('/proc/cmdline', 'utf8'));
  const inForce = new InForce(await readImageFile(), readParameters(parameters));
  const { settings } = inForce;
  const journal = new Journal();
  journal.follow(writeToKernelLog());
  journal.info('baton has started');
  const hooks = new Hooks(journal, settings);
  await hooks.early();

  const modules = `/lib/modules/${release()}`;
  const modprobe = new Modprobe(readModuleIndex(modules), readModprobeConfig(modules, parameters));
  const drivers = new Drivers(modprobe, journal.in('drivers'));
  let session: Session | undefined;
  const disks = new Disks(drivers, journal.in('disks'), () => session?.volumesChanged(), settings.luks);
  const look = async (): Promise<void> => {
    await drivers.coldplug();
    disks.coldplug();
  };
  followUevents(
    (event) => {
      const modalias = event.env.MODALIAS;
      if (event.action === 'add' && modalias !== undefined) void drivers.loadFor(modalias);
      disks.follow(event);
    },
    () => void look(),
  );
  const looking = journal.in('drivers').span('the drivers that the hardware asks for have started', look);

  // The menu's code is read while the kernel starts the drivers.
  const { Session: Menu } = await import('./session.ts');
  session = new Menu(disks, journal, inForce, hooks, settings.consoles ?? kernelConsoles());
  process.off('uncaughtException', early);
  process.on('uncaughtException', (failure) => session?.surprised(failure));
  await looking;
  if (settings.watchdogTimeout > 0) {
    const { guardMachine } = await import('./guard.ts');
    void guardMachine(settings.watchdogTimeout, drivers, journal.in('drivers'));
  }
  disks.driversStarted();
  session.driversStarted();
}
