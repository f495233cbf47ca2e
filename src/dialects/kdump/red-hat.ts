import { compareVersions } from '../../entry/version-compare.ts';
import type { FoundFile } from '../common/found-file.ts';
import { linuxEntry } from '../common/linux-entry.ts';
import { systemCmdline } from '../common/system-cmdline.ts';
import { CRASH_TITLE, type CrashPlan, type Given, withoutParameters } from './plan.ts';

/** Parameters that `prepare_cmdline` of kdump-lib.sh always takes away. https://github.com/rhkdump/kdump-utils */
const REMOVED = `crashkernel panic_on_warn root rd.lvm.lv rd.luks.uuid rd.dm.uuid rd.md.uuid fcoe netroot
  rd.iscsi.initiator iscsi_initiator`.split(/\s+/);
const DIRECTORIES = ['/boot', '/boot/efi', '/efi', '/'];

/** Red Hat's /etc/sysconfig/kdump, as kdumpctl(8) loads it. */
export async function redHatPlan(given: Given): Promise<CrashPlan> {
  const { values, files, volume, volumes, machine } = given;
  const value = (name: string) => values.get(name)?.value ?? '';
  const line = values.get('KDUMP_KERNELVER')?.line ?? 1;
  const directories = value('KDUMP_BOOTDIR') === '' ? DIRECTORIES : value('KDUMP_BOOTDIR').split(/\s+/).filter(Boolean);
  const image = value('KDUMP_IMG') || 'vmlinuz';
  const known = value('KDUMP_KERNELVER');
  const version = known || machine.running?.release || (await newest(given, directories, image));
  if (version === undefined) {
    const message = `KDUMP_KERNELVER is not set and there is no ${image} in ${directories.join(', ')}`;
    return { remarks: [{ line, message }] };
  }
  const kernel = await firstOf(
    directories.map((directory) => `${directory}/${image}-${version}${value('KDUMP_IMG_EXT')}`),
  );
  const directory = kernel.path.slice(0, kernel.path.lastIndexOf('/'));
  const initrd = `initramfs-${version}kdump.img`;
  const { found } = await firstOf([`${directory}/${initrd}`, `/var/lib/kdump/${initrd}`]);

  const told = value('KDUMP_COMMANDLINE') || machine.running?.cmdline;
  const worked = told === undefined ? await systemCmdline(volume, volumes, machine) : undefined;
  const own = value('KDUMP_COMMANDLINE_REMOVE')
    .split(/\s+/)
    .map((word) => word.replace(/=.*/, ''));
  const words = withoutParameters(told ?? worked?.cmdline ?? '', new Set([...REMOVED, ...own]));
  // kdumpctl adds this last of all.
  const cmdline = [...words, value('KDUMP_COMMANDLINE_APPEND'), 'rd.systemd.gpt_auto=no'].filter(Boolean).join(' ');
  const quoted = (name: string, text: (value: string) => string) => (value(name) === '' ? [] : [text(value(name))]);
  const diagnostics = [
    ...(known === '' && !machine.running
      ? ['KDUMP_KERNELVER is not set: the newest kernel stands for the running one.']
      : []),
    ...(worked ? ['The system would take its running cmdline, without root=; that is not known here.'] : []),
    ...quoted('KEXEC_ARGS', (args) => `It is loaded with the options "${args}" of kexec.`),
    ...quoted('MKDUMPRD_ARGS', (args) => `Its initrd is made by mkdumprd with "${args}".`),
  ];
  const parts = { id: 'kdump', title: CRASH_TITLE, line, kernel: kernel.found, initrds: [found], cmdline, diagnostics };
  return { entry: (origin) => linuxEntry(origin, parts), kexecOptions: value('KEXEC_ARGS'), remarks: [] };

  /** The first that is there, else the first. */
  async function firstOf(paths: readonly string[]): Promise<{ path: string; found: FoundFile }> {
    const all: { path: string; found: FoundFile }[] = [];
    for (const path of paths) {
      all.push({ path, found: await files.find(path) });
      if (all.at(-1)!.found.problem === undefined) return all.at(-1)!;
    }
    return all[0]!;
  }
}

/** Version of the newest kernel, which stands for the running one. */
async function newest({ files }: Given, directories: readonly string[], image: string): Promise<string | undefined> {
  const versions: string[] = [];
  for (const directory of directories)
    for (const name of await files.list(directory)) {
      if (name.startsWith(`${image}-`) && !name.includes('-rescue-')) versions.push(name.slice(image.length + 1));
    }
  return versions
    .filter((version) => /^[0-9]/.test(version))
    .sort(compareVersions)
    .at(-1);
}
