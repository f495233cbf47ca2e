import type { Diagnostic } from '../../entry/entry.ts';
import { readKeyValues } from '../bls/lines.ts';

/** What loader.conf says that matters to baton. */
export interface LoaderConf {
  /** A pattern for the id of the default entry. */
  readonly default?: string;
  /** Seconds; 0 boots at once, -1 never by itself. */
  readonly timeout?: number;
  readonly timeoutStyle?: 'menu' | 'hidden';
  /** False where nobody may change the cmdline. */
  readonly editor?: boolean;
  /** Whether other systems and the EFI shell are looked for, and whether the firmware's setup is on the menu. */
  readonly autoEntries: boolean;
  readonly autoFirmware: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

const TIMEOUTS: ReadonlyMap<string, Pick<LoaderConf, 'timeout' | 'timeoutStyle'>> = new Map([
  ['menu-force', { timeout: -1, timeoutStyle: 'menu' }],
  ['menu-hidden', { timeout: 0, timeoutStyle: 'hidden' }],
  ['menu-disabled', { timeout: 0, timeoutStyle: 'hidden' }],
  ['0', { timeout: 0, timeoutStyle: 'hidden' }],
]);
const MAX_TIMEOUT = 0xffff_ffff - 4;

/**
 * Reads loader.conf: settings that are wrong are passed over, and of several the last counts.
 * https://www.freedesktop.org/software/systemd/man/latest/loader.conf.html
 * (systemd: `config_defaults_load_from_file`, src/boot/boot.c.)
 * @param path of the file, for the remarks
 */
export function parseLoaderConf(bytes: Uint8Array, path: string): LoaderConf {
  const diagnostics: Diagnostic[] = [];
  let found: LoaderConf = { autoEntries: true, autoFirmware: true, diagnostics };
  for (const { number, key, value } of readKeyValues(bytes)) {
    const setting = readSetting(key, value);
    if (typeof setting !== 'string') found = { ...found, ...setting };
    else if (diagnostics.length < 100) diagnostics.push({ config: path, line: number, message: setting });
  }
  return found;
}

/** @returns what the line sets, nothing where baton does not know it, or why it sets nothing */
function readSetting(key: string, value: string): Partial<LoaderConf> | string {
  switch (key) {
    case 'timeout':
      return TIMEOUTS.get(value) ?? readTimeout(value);
    case 'default':
      if (value.toLowerCase() === '@saved')
        return 'the default is the entry that was booted last, and that is in an EFI variable; the first entry takes its place';
      return value.startsWith('@') ? `"${value}" is no entry` : { default: value.toLowerCase() };
    case 'editor':
      return switched(value, (on) => ({ editor: on }));
    case 'auto-entries':
      return switched(value, (on) => ({ autoEntries: on }));
    case 'auto-firmware':
      return switched(value, (on) => ({ autoFirmware: on }));
    default:
      return {};
  }
}

function readTimeout(value: string): Partial<LoaderConf> | string {
  const seconds = Number(value);
  if (!/^[0-9]+$/.test(value) || seconds > MAX_TIMEOUT) return `the timeout "${value}" is no number of seconds`;
  return seconds === 0 ? TIMEOUTS.get('0')! : { timeout: seconds, timeoutStyle: 'menu' };
}

function switched(value: string, setting: (on: boolean) => Partial<LoaderConf>): Partial<LoaderConf> | string {
  if (['1', 'yes', 'y', 'true', 't', 'on'].includes(value)) return setting(true);
  if (['0', 'no', 'n', 'false', 'f', 'off'].includes(value)) return setting(false);
  return `"${value}" is neither yes nor no`;
}
