import type { Machine } from '../dialect.ts';
import { Settings } from './settings.ts';

/** What iPXE's settings are before a script runs, such as `net0/mac` and `next-server`; `name:TYPE` says how it is written. */
export type Facts = Readonly<Record<string, string>>;

/** A version of iPXE that has every command which is understood here. */
const VERSION = '1.21.1';

/** The settings of an iPXE on this machine, with what is known beyond. */
export function initialSettings({ firmware, cpu }: Machine, facts: Facts): Settings {
  const settings = new Settings();
  settings.set('platform', firmware === 'efi' ? 'efi' : 'pcbios');
  settings.set('buildarch', cpu);
  settings.set('version', VERSION);
  for (const [name, value] of Object.entries(facts)) settings.set(name, value);
  return settings;
}
