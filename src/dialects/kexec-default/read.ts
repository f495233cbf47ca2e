import type { Diagnostic, Entry } from '../../entry/entry.ts';
import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import { linuxEntry } from '../common/linux-entry.ts';
import { type Assignments, readAssignments } from '../common/shell-assignments.ts';
import { systemCmdline } from '../common/system-cmdline.ts';
import { systemFiles } from '../common/system-files.ts';
import { textFile } from '../common/text-file.ts';
import type { Machine } from '../dialect.ts';
import { readConfiguration } from '../grub/read.ts';

const SNIPPETS = '/etc/default/kexec.d';
const MAX_SNIPPETS = 100;
/** The names that run-parts(8) takes. */
const SNIPPET_NAME = /^[A-Za-z0-9_-]+$/;
const GRUB = '/boot/grub/grub.cfg';
const TITLE = 'Kernel that Debian loads on reboot (kexec-tools)';

/**
 * The kernel that the init script kexec-load of Debian's kexec-tools would load: `LOAD_KEXEC KERNEL_IMAGE INITRD APPEND
 * USE_GRUB_CONFIG` in the file and in the snippets of kexec.d behind it.
 */
export async function readKexecDefault(
  path: string,
  volume: Volume,
  volumes: readonly Volume[],
  machine: Machine,
): Promise<Reading> {
  const { id } = volume.identity;
  const { settings, where, diagnostics } = await collect(path, volume);
  const value = (name: string) => settings.values.get(name)?.value ?? '';
  const reading = (entries: Entry[]): Reading => ({ volume: id, config: path, entries, diagnostics });
  const explain = (message: string) => diagnostics.push({ config: path, line: lineOf('LOAD_KEXEC'), message });
  if (value('LOAD_KEXEC') !== 'true') {
    explain('LOAD_KEXEC is not "true", so Debian would load no kernel');
    return reading([]);
  }
  const config = where.get('KERNEL_IMAGE') ?? path;
  const origin = { source: 'kexec-default', volume: id, config } as const;
  if (value('USE_GRUB_CONFIG') === 'true') {
    const chosen = await grubDefault();
    if (chosen) return reading([{ ...chosen, ...origin, config: path, line: lineOf('USE_GRUB_CONFIG') }]);
    explain(`USE_GRUB_CONFIG is set, but ${GRUB} has no default that could be booted`);
  }
  if (value('KERNEL_IMAGE') === '') {
    explain('KERNEL_IMAGE is not set, so Debian would load no kernel');
    return reading([]);
  }
  const files = await systemFiles(volume, volumes);
  const told = value('APPEND') || machine.running?.cmdline;
  const worked = told === undefined ? await systemCmdline(volume, volumes, machine) : undefined;
  const note = 'APPEND is empty: Debian would take the cmdline of the running system, so one was worked out.';
  return reading([
    linuxEntry(origin, {
      id: 'kexec',
      title: TITLE,
      line: lineOf('KERNEL_IMAGE'),
      kernel: await files.find(value('KERNEL_IMAGE')),
      initrds: value('INITRD') === '' ? [] : [await files.find(value('INITRD'))],
      cmdline: told ?? worked?.cmdline ?? '',
      default: true,
      diagnostics: worked ? [note, ...worked.remarks] : [],
    }),
  ]);

  function lineOf(name: string): number {
    return settings.values.get(name)?.line ?? 1;
  }

  async function grubDefault() {
    if (!(await volume.stat(GRUB))) return undefined;
    const { entries } = await readConfiguration(GRUB, volume, volumes, machine);
    const entry = entries.find((candidate) => candidate.default && candidate.kind === 'linux');
    return entry && { ...entry, id: 'kexec', title: TITLE, submenu: [] };
  }
}

/** The settings of all files, and which file has the last word on each. */
async function collect(path: string, volume: Volume) {
  const settings: Assignments = { values: new Map(), remarks: [] };
  const where = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  const names = ((await volume.list(SNIPPETS)) ?? []).slice(0, MAX_SNIPPETS);
  const snippets = names.filter((name) => SNIPPET_NAME.test(name)).map((name) => `${SNIPPETS}/${name}`);
  for (const config of [path, ...snippets]) {
    const before = new Map(settings.values);
    readAssignments((await textFile(volume, config)) ?? '', settings);
    for (const [name, assignment] of settings.values) if (before.get(name) !== assignment) where.set(name, config);
    for (const remark of settings.remarks.splice(0)) diagnostics.push({ config, ...remark });
  }
  for (const name of names.filter((candidate) => !SNIPPET_NAME.test(candidate))) {
    const message = 'run-parts passes over names with other characters than letters, digits, _ and -';
    diagnostics.push({ config: `${SNIPPETS}/${name}`, line: 1, message });
  }
  return { settings, where, diagnostics };
}
