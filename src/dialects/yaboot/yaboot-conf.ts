import type { Entry } from '../../entry/entry.ts';
import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import { readItems } from '../common/lilo-items.ts';
import { linuxEntry, uniqueIds } from '../common/linux-entry.ts';
import { fromTenths, labelOf, readSections, type Section } from '../common/sections.ts';
import { textFile } from '../common/text-file.ts';
import { locate } from './locate.ts';

const MAX_ENTRIES = 1_000;

/**
 * What yaboot makes of a configuration: settings before the first `image` hold for every image that does not have its
 * own. (yaboot: second/cfg.c, and `make_params` and `get_params` in second/yaboot.c.)
 */
export async function readYabootConf(path: string, volume: Volume, volumes: readonly Volume[]): Promise<Reading> {
  const origin = { source: 'yaboot', volume: volume.identity.id, config: path } as const;
  const items = readItems((await textFile(volume, path)) ?? '');
  const [globals, ...all] = readSections(items, (name) => name === 'image' || /^image\[.*\]$/.test(name));
  const sections = withoutReplaced(all).slice(0, MAX_ENTRIES);
  const chosen = defaultOf(sections, globals.settings.get('default'));
  const entries: Entry[] = [];
  for (const section of sections) {
    const setting = (name: string) => section.settings.get(name) ?? globals.settings.get(name);
    const file = (text: string) => locate(text, setting, volume, volumes);
    const initrd = setting('initrd');
    const only = /\[(.*)\]/.exec(section.kind)?.[1];
    entries.push(
      linuxEntry(origin, {
        title: labelOf(section),
        line: section.line,
        kernel: await file(section.value),
        initrds: initrd ? [await file(initrd)] : [],
        cmdline: cmdline(setting),
        default: section === chosen,
        diagnostics: only === undefined ? [] : [`It is for machines of the kind ${only} only.`],
      }),
    );
  }
  const timeout = fromTenths(globals.settings.get('timeout'));
  return {
    volume: origin.volume,
    config: path,
    entries: uniqueIds(entries),
    ...(timeout === undefined ? {} : { timeout }),
    diagnostics: [],
  };
}

/** An image takes the place of an earlier one with its label (`check_for_obsolete`). */
function withoutReplaced(sections: readonly Section[]): Section[] {
  const last = new Map<string, Section>();
  for (const section of sections) if (section.settings.has('label')) last.set(labelOf(section).toLowerCase(), section);
  return sections.filter((section) => (last.get(labelOf(section).toLowerCase()) ?? section) === section);
}

/** The image of that label or alias; the first one where none is named. */
function defaultOf(sections: readonly Section[], name: string | undefined): Section | undefined {
  if (!name) return sections[0];
  return (
    sections.find((section) => labelOf(section) === name) ??
    sections.find((section) => section.settings.get('alias') === name) ??
    sections.find((section) => labelOf(section).toLowerCase() === name.toLowerCase())
  );
}

function cmdline(setting: (name: string) => string | undefined): string {
  const literal = setting('literal');
  if (literal !== undefined) return literal.trim();
  const valued = (name: string, parameter: string) => {
    const value = setting(name);
    return value ? [`${parameter}=${value}`] : [];
  };
  return [
    ...valued('root', 'root'),
    ...(setting('read-only') === undefined ? [] : ['ro']),
    ...(setting('read-write') === undefined ? [] : ['rw']),
    ...valued('ramdisk', 'ramdisk'),
    ...valued('initrd-size', 'ramdisk_size'),
    ...(setting('novideo') === undefined ? [] : ['video=ofonly']),
    setting('append') ?? '',
  ]
    .join(' ')
    .trim();
}
