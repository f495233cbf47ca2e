// The firmware's own boot menu, as entries.

import type { Entry } from '../entry/entry.ts';
import type { Reading } from '../entry/reading.ts';
import type { Volume } from '../entry/volume.ts';
import { efivars } from '../linux/efi-variables.ts';
import { type BootOption, bootOptionName } from './boot-option.ts';
import type { BootOptions } from './boot-options.ts';
import { isSameProgram, type Program, programOf } from './own-program.ts';

/** Stands for a volume where entries say where they come from. */
export const firmwareVolume = 'firmware';

const submenu = ['Boot menu of the firmware'];

/**
 * What the firmware can start beside baton: without the option that baton came from and any other of its program, so
 * that nothing goes round in circles, and without what a configuration has on the menu already. Undefined where that is
 * nothing.
 * @param own what the firmware started that led to baton
 */
export function firmwareMenu(
  { all, current }: BootOptions,
  own: Program,
  readings: readonly Reading[],
  volumes: readonly Volume[],
): Reading | undefined {
  const partuuids = new Map(volumes.map(({ identity }) => [identity.id, identity.partuuid]));
  const configured = readings.flatMap(({ entries }) => entries).filter(({ cmdline }) => cmdline === '');
  const known = new Set(configured.map(({ kernel }) => programKey(partuuids.get(kernel?.volume ?? ''), kernel?.path)));
  const shown = all.filter(({ active, listed, number, path }) => {
    const key = programKey(path.partition?.partuuid, path.file);
    const isOwn = number === current?.number || isSameProgram(own, programOf(path));
    return active && listed && !isOwn && (key === undefined || !known.has(key));
  });
  if (shown.length === 0) return undefined;
  const entries = shown.map((option) => toEntry(option, volumes));
  return { volume: firmwareVolume, config: efivars, entries, diagnostics: [] };
}

/** Tells a program from others, whatever the case of its path: undefined where it is not known, or no file. */
function programKey(partuuid: string | undefined, path: string | undefined): string | undefined {
  return partuuid === undefined || path === undefined ? undefined : `${partuuid}\n${path.toLowerCase()}`;
}

function toEntry({ number, title, path: { partition, file } }: BootOption, volumes: readonly Volume[]): Entry {
  const volume = volumes.find(({ identity }) => partition && identity.partuuid === partition.partuuid);
  const wants = partition ? `PARTUUID=${partition.partuuid}` : undefined;
  const where = volume ? { volume: volume.identity.id } : wants ? { wants } : {};
  return {
    id: bootOptionName(number),
    title: title.trim() || bootOptionName(number),
    submenu,
    source: 'firmware',
    volume: firmwareVolume,
    config: efivars,
    line: 1,
    kind: 'efi',
    ...(file === undefined ? {} : { kernel: { ...where, path: file } }),
    initrds: [],
    cmdline: '',
    default: false,
    diagnostics: [],
  };
}
