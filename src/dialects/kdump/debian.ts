import { linuxEntry } from '../common/linux-entry.ts';
import { systemCmdline } from '../common/system-cmdline.ts';
import type { SystemFiles } from '../common/system-files.ts';
import { CRASH_TITLE, type CrashPlan, type Given, withoutParameters } from './plan.ts';

/** What kdump-config passes where KDUMP_CMDLINE_APPEND is not set or empty. */
const APPEND = 'reset_devices systemd.unit=kdump-tools-dump.service nr_cpus=1 irqpoll usbcore.nousb';
const REMOVED = new Set(['crashkernel', 'hugepages', 'hugepagesz', 'abm']);

/** Debian's /etc/default/kdump-tools, as kdump-config(8) loads it. */
export async function debianPlan({ values, files, volume, volumes, machine }: Given): Promise<CrashPlan> {
  const value = (name: string) => values.get(name)?.value ?? '';
  const line = values.get('KDUMP_KERNEL')?.line ?? values.get('USE_KDUMP')?.line ?? 1;
  if (value('USE_KDUMP') === '' || value('USE_KDUMP') === '0')
    return { remarks: [{ line, message: 'USE_KDUMP is not set or 0, so Debian would load no crash kernel' }] };
  if (value('KDUMP_KERNEL') === '' && !machine.running) {
    const message = 'KDUMP_KERNEL is not set: Debian would take the running kernel, which is not known here';
    return { remarks: [{ line, message }] };
  }
  const { kernel, initrds } =
    value('KDUMP_KERNEL') === ''
      ? await ownFiles(files, machine.running!.release)
      : await namedFiles(files, value('KDUMP_KERNEL'), value('KDUMP_INITRD'));
  const told = value('KDUMP_CMDLINE');
  const running = machine.running?.cmdline;
  const worked = told === '' && running === undefined ? await systemCmdline(volume, volumes, machine) : undefined;
  const words = told === '' ? withoutParameters(worked?.cmdline ?? running ?? '', REMOVED) : [told];
  const note = 'Debian would take the cmdline of the running system, so one was worked out.';
  const args = value('KDUMP_KEXEC_ARGS');
  const diagnostics = [
    ...(worked ? [note, ...worked.remarks] : []),
    ...(args === '' ? [] : [`It is loaded with the options "${args}" of kexec.`]),
  ];
  const cmdline = [...words, value('KDUMP_CMDLINE_APPEND') || APPEND].join(' ');
  const parts = { id: 'kdump', title: CRASH_TITLE, line, kernel, initrds, cmdline, diagnostics };
  return { entry: (origin) => linuxEntry(origin, parts), kexecOptions: args, remarks: [] };
}

async function namedFiles(files: SystemFiles, kernel: string, initrd: string) {
  return { kernel: await files.find(kernel), initrds: initrd === '' ? [] : [await files.find(initrd)] };
}

/** The running kernel, and its initrd where it has one. */
async function ownFiles(files: SystemFiles, release: string) {
  const initrd = await files.find(`/boot/initrd.img-${release}`);
  return {
    kernel: await files.find(`/boot/vmlinuz-${release}`),
    initrds: initrd.problem === undefined ? [initrd] : [],
  };
}
