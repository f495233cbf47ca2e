import type { Diagnostic } from '../../entry/entry.ts';
import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import type { Machine } from '../dialect.ts';
import { menuEntries, onlyEntry } from './entries.ts';
import { Explorer } from './explore.ts';
import { type Facts, initialSettings } from './facts.ts';
import { readScript } from './read-script.ts';
import { newBudget } from './run.ts';
import type { Script } from './script.ts';

/**
 * What iPXE would do with a script on a volume: its first menu becomes a menu, with what each choice boots in the end.
 * Total: ends within bounded time whatever the script does.
 * @param path of the script on `volume`
 * @param facts settings that are known before it runs, such as `net0/mac`
 * @returns undefined where the file is no script
 */
export async function readIpxe(
  path: string,
  volume: Volume,
  machine: Machine,
  facts: Facts = {},
): Promise<Reading | undefined> {
  const script = await readScript(volume, path);
  return typeof script === 'string' ? undefined : runIpxe(script, volume, machine, facts);
}

/**
 * As `readIpxe`, for a script that came from elsewhere.
 * @param script whose name is the URL that it came from: relative names in it are taken from there
 * @param volume where it looks for files of its own machine
 */
export async function runIpxe(script: Script, volume: Volume, machine: Machine, facts: Facts): Promise<Reading> {
  const explorer = new Explorer(volume, machine, newBudget());
  const outcome = await explorer.run({
    settings: initialSettings(machine, facts, urlOf(script.name, volume)),
    images: [],
    selected: undefined,
    menus: new Map(),
    frames: [{ script, next: 0, rest: [], status: 0 }],
    remarks: [],
  });
  const reading = { volume: volume.identity.id, config: script.name };
  if (outcome.what === 'menu') {
    const menu = await explorer.menu(outcome.choice, outcome.state);
    const { timeout } = outcome.choice;
    const entries = await menuEntries(menu, volume, machine.network);
    return { ...reading, entries, timeout: timeout > 0 ? timeout / 1_000 : -1, timeoutStyle: 'menu', diagnostics: [] };
  }
  const { at } = outcome;
  if (outcome.what === 'end' && outcome.kind === 'none') {
    const diagnostics: Diagnostic[] = [{ config: at.script.name, line: at.line, message: outcome.why }];
    return { ...reading, entries: [], diagnostics };
  }
  return {
    ...reading,
    entries: [await onlyEntry(outcome, at.script.name, at.line, volume, machine.network)],
    timeout: 0,
    diagnostics: [],
  };
}

/** Where a script of a server came from; undefined for one of a disk. */
function urlOf(name: string, { identity }: Volume): string | undefined {
  if (name.includes('://')) return name;
  return identity.id.includes('://') ? `${identity.id}${name}` : undefined;
}
