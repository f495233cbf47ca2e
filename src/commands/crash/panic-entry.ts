// Which kernel is to be started when the running one crashes, and with which cmdline.

import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { withoutParameters } from '../../dialects/kdump/plan.ts';
import { readAll } from '../../dialects/read-all.ts';
import type { Entry } from '../../entry/entry.ts';
import type { Volume } from '../../entry/volume.ts';
import { runningMachine } from '../../linux/machine.ts';
import { isBootable, isRescue } from '../../policy/bootable.ts';
import type { Chosen } from '../chosen-entry.ts';
import { installedPlaces } from '../installed-places.ts';
import { reusableCmdline } from '../kexec/cmdline.ts';
import { saveUnit } from './units.ts';

/** They would take the little memory that a crash kernel has. */
const removed = new Set(['hugepages', 'hugepagesz', 'default_hugepagesz']);

/**
 * One processor, whose devices were left as they were at the crash; little memory for the rest; where it crashes as
 * well, a restart; and nothing is started that the saving does not need.
 * https://docs.kernel.org/admin-guide/kdump/kdump.html#load-the-dump-capture-kernel
 */
const added = `nr_cpus=1 reset_devices irqpoll cgroup_disable=memory udev.children_max=2 panic=10 systemd.unit=${saveUnit}`;

/** The cmdline for a crash kernel of a system whose kernel runs with `cmdline`. */
export function panicCmdline(cmdline: string): string {
  return [...withoutParameters(reusableCmdline(cmdline, true), removed), added].join(' ');
}

/** Whether the entry's kernel is the one of that release, or was started under that name. */
function isRunning({ kernel, bootImage }: Entry, version: string, cmdline: string): boolean {
  const escaped = version.replace(/[^\w]/g, '\\$&');
  if (new RegExp(`[/-]${escaped}(?:\\.efi|\\.gz|\\.img)?(?:/|$)`).test(kernel?.path ?? '')) return true;
  return bootImage !== undefined && cmdline.split(/\s+/).includes(`BOOT_IMAGE=${bootImage}`);
}

async function isComplete({ kernel, initrds }: Entry, findVolume: Chosen['findVolume']): Promise<boolean> {
  for (const file of kernel ? [kernel, ...initrds] : []) {
    const volume = file.volume === undefined ? undefined : findVolume(file.volume);
    if (!(await volume?.stat(file.path))) return false;
  }
  return kernel !== undefined;
}

/**
 * The entry of kdump's settings where its files are there, else that of the running kernel with a cmdline for a crash.
 * @param cmdline of the running kernel, and `version` its release
 * Raises an error with a sentence when there is none.
 */
export async function panicEntry(volumes: readonly Volume[], cmdline: string, version = release()): Promise<Chosen> {
  const findVolume = (id: string) => volumes.find(({ identity }) => identity.id === id);
  const running = { release: version, cmdline: reusableCmdline(cmdline, true) };
  const readings = await readAll(volumes, { ...runningMachine(cmdline), running });
  const entries = readings.flatMap((reading) => reading.entries);
  const kdump = entries.find(({ crash }) => crash);
  if (kdump && (await isComplete(kdump, findVolume)))
    return { entry: kdump, reason: `${kdump.config} says so`, findVolume };
  const kinds = ['linux', 'uki'];
  const usual = entries.filter((entry) => kinds.includes(entry.kind) && isBootable(entry) && !isRescue(entry));
  const own = usual.find((entry) => isRunning(entry, version, cmdline));
  if (!own)
    throw new Error(
      `no boot configuration names the running kernel (${version}). "baton list" shows those that are named; restart if it was updated, or load one with "kexec -p".`,
    );
  const missing = kdump ? `, and a file that ${kdump.config} names is missing` : '';
  return {
    entry: { ...own, crash: true, cmdline: panicCmdline(cmdline) },
    reason: `it is the running kernel's entry in ${own.config}${missing}`,
    findVolume,
  };
}

/** That of the running system. */
export async function ownPanicEntry(): Promise<Chosen> {
  return panicEntry(await installedPlaces(), readFileSync('/proc/cmdline', 'utf8'));
}
