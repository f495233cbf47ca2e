// PID 1: one boot, in order.

import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { kernelConsoles } from './console/terminal.ts';
import { Disks } from './disks/disks.ts';
import { Drivers } from './disks/drivers.ts';
import { mountKernelFilesystems } from './disks/kernel-filesystems.ts';
import { readModuleIndex } from './disks/module-index.ts';
import { Journal } from './journal.ts';
import { parseCmdline } from './linux/cmdline.ts';
import { writeToKernelLog } from './linux/kernel-log.ts';
import { followUevents } from './linux/uevents.ts';
import { Session } from './session.ts';
import { readSettings } from './settings.ts';

export async function init(): Promise<void> {
  // Two of libuv's threads may be held by slow disks and one by the uevent socket.
  process.env.UV_THREADPOOL_SIZE = '16';
  await mountKernelFilesystems();
  const settings = readSettings(parseCmdline(readFileSync('/proc/cmdline', 'utf8')));
  const journal = new Journal();
  journal.follow(writeToKernelLog());

  const drivers = new Drivers(readModuleIndex(`/lib/modules/${release()}`), journal);
  const disks = new Disks(drivers, journal, () => session.volumesChanged());
  const session = new Session(disks, journal, settings, settings.consoles ?? kernelConsoles());
  process.on('uncaughtException', (failure) => session.surprised(failure));

  const look = async (): Promise<void> => {
    disks.coldplug();
    await drivers.coldplug();
  };
  followUevents(
    (event) => {
      const modalias = event.env.MODALIAS;
      if (event.action === 'add' && modalias !== undefined) void drivers.loadFor(modalias);
      disks.follow(event);
    },
    () => void look(),
  );
  await look();
  session.driversStarted();
}
