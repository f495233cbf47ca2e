import type { Diagnostic } from '../../entry/entry.ts';
import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import type { Machine } from '../dialect.ts';
import type { Loader } from './command.ts';
import { Commands } from './commands.ts';
import { listEntries } from './entries.ts';
import { Files } from './files.ts';
import { Screens } from './screen.ts';
import { sysappend } from './sysappend.ts';

const MAX_DIAGNOSTICS = 200;

/**
 * What SYSLINUX would make of a configuration: the screen that it shows, and what each choice on it starts. Total:
 * ends within bounded time whatever the files hold.
 * @param path of the configuration on `volume`
 * @param directory the working directory, which relative names are taken from
 */
export async function readSyslinux(
  path: string,
  directory: string,
  volume: Volume,
  loader: Loader,
  machine: Machine,
): Promise<Reading> {
  const diagnostics: Diagnostic[] = [];
  const note = (config: string, line: number, message: string) => {
    const known = diagnostics.some((other) => other.message === message && other.line === line);
    if (!known && diagnostics.length < MAX_DIAGNOSTICS) diagnostics.push({ config, line, message });
  };
  const files = new Files(volume, machine.network);
  const { uuid } = volume.identity;
  const appended = (bits: number) => sysappend(bits, machine, loader === 'pxe', uuid?.toLowerCase());
  const commands = new Commands(files, loader, machine.cpu);
  const screen = await new Screens(files, commands, note, appended).open(path, directory);
  const source = loader === 'pxe' ? 'pxelinux' : 'syslinux';
  const entries = screen ? await listEntries(screen.choices, screen.default, files, source) : [];
  const item = screen?.onError?.item;
  const fallback = item && entries.find(({ config, line }) => config === item.config && line === item.line);
  return {
    volume: volume.identity.id,
    config: path,
    entries,
    ...(fallback ? { fallback: [fallback.id] } : {}),
    ...(screen ? { timeout: screen.timeout, timeoutStyle: screen.style } : {}),
    diagnostics,
  };
}
