import type { Entry } from '../../entry/entry.ts';
import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import { readItems } from '../common/lilo-items.ts';
import { linuxEntry, uniqueIds } from '../common/linux-entry.ts';
import { fromTenths, labelOf, readSections, type Section } from '../common/sections.ts';
import { systemFiles } from '../common/system-files.ts';
import { textFile } from '../common/text-file.ts';

const MAX_ENTRIES = 1_000;

/** What LILO boots by a configuration. (LILO: `bsect_common` in bsect.c, and cfg.c.) */
export async function readLiloConf(path: string, volume: Volume, volumes: readonly Volume[]): Promise<Reading> {
  const origin = { source: 'lilo', volume: volume.identity.id, config: path } as const;
  const items = readItems((await textFile(volume, path)) ?? '');
  const [{ settings: globals }, ...all] = readSections(items, (name) => name === 'image' || name === 'other');
  const sections = all.slice(0, MAX_ENTRIES);
  const chosen = defaultOf(sections, globals.get('default'));
  const files = await systemFiles(volume, volumes);
  const entries: Entry[] = [];
  for (const section of sections) {
    const { settings, value, line } = section;
    const [title, isDefault] = [labelOf(section), section === chosen];
    if (section.kind === 'other') {
      const diagnostics = [`It starts the boot sector of ${value}.`];
      const common = { id: title, title, submenu: [], ...origin, line, default: isDefault, diagnostics };
      entries.push({ ...common, kind: 'chainload', initrds: [], cmdline: '' });
      continue;
    }
    const initrd = settings.get('initrd') ?? globals.get('initrd');
    const [kernel, initrds] = [await files.find(value), initrd ? [await files.find(initrd)] : []];
    const optional = settings.has('optional') || globals.has('optional');
    if (optional && [kernel, ...initrds].some(({ problem }) => problem)) continue;
    const diagnostics = settings.has('vga') || globals.has('vga') ? ['LILO would set a video mode (vga=) for it.'] : [];
    const parts = {
      title,
      line,
      kernel,
      initrds,
      cmdline: cmdline(settings, globals),
      default: isDefault,
      diagnostics,
    };
    entries.push(linuxEntry(origin, parts));
  }
  // Without `prompt`, LILO waits for `delay` and asks nothing.
  const timeout = globals.has('prompt') ? (fromTenths(globals.get('timeout')) ?? -1) : fromTenths(globals.get('delay'));
  return { volume: origin.volume, config: path, entries: uniqueIds(entries), timeout: timeout ?? 0, diagnostics: [] };
}

function defaultOf(sections: readonly Section[], name: string | undefined): Section | undefined {
  const called = (section: Section) => [labelOf(section), section.settings.get('alias')];
  const lower = name?.toLowerCase();
  return name ? sections.find((section) => called(section).some((own) => own?.toLowerCase() === lower)) : sections[0];
}

function cmdline(own: ReadonlyMap<string, string>, globals: ReadonlyMap<string, string>): string {
  const literal = own.get('literal');
  if (literal !== undefined) return literal.trim();
  const flag = (name: string) => own.has(name) || globals.has(name);
  const setting = (name: string) => own.get(name) ?? globals.get(name);
  const [root, ramdisk] = [setting('root'), setting('ramdisk')];
  return [
    ...(flag('read-only') ? ['ro'] : []),
    ...(flag('read-write') ? ['rw'] : []),
    // LILO writes the number of the device that had this name when lilo(8) ran; the name says what was meant.
    ...(root ? [`root=${root}`] : []),
    ...(ramdisk ? [`ramdisk=${ramdisk}`] : []),
    setting('append') ?? '',
    own.get('addappend') ?? '',
  ]
    .filter(Boolean)
    .join(' ')
    .trim();
}
