import type { Diagnostic } from '../../entry/entry.ts';
import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import type { Machine } from '../dialect.ts';
import { BlockLog } from './block-log.ts';
import { Budget } from './budget.ts';
import { toText } from './bytes.ts';
import { runConfiguration } from './configuration.ts';
import { CUT_OFF } from './context.ts';
import { chooseDefault, fallbacks } from './default.ts';
import type { Device } from './device.ts';
import { devicesOf } from './device.ts';
import { immediateEntry, listEntries } from './entries.ts';
import { Files, Memory } from './files.ts';
import { initialEnvironment } from './initial-environment.ts';
import { Interpreter } from './interpreter.ts';
import { parseInteger } from './number.ts';
import { Overlay } from './overlay.ts';
import { Servers } from './servers.ts';
import { startOn } from './subvolumes.ts';
import { unfold } from './unfold.ts';
import { splitUsers } from './users.ts';

/** Steps for one configuration with all its entries: many times what the largest real ones take. */
const STEPS = 800_000;
/** Of these, for what runs before the menu is shown, so that a loop there leaves the entries it made their share. */
const TOP_STEPS = 400_000;
const MAX_DIAGNOSTICS = 200;
/** What grub-reboot sets, today and where the default is saved at each boot; the configuration clears it when it is used. */
const ONCE = ['next_entry', 'prev_saved_entry'];

/**
 * What GRUB would make of a configuration file, started with it as its grub.cfg: the menu, and of each entry what it
 * loads. Total: ends within bounded time whatever the file holds, and keeps what was understood until then.
 * @param path of the file on `volume`
 * @param volumes all volumes, in the order of their discovery
 */
export async function readConfiguration(
  path: string,
  volume: Volume,
  volumes: readonly Volume[],
  machine: Machine,
): Promise<Reading> {
  const diagnostics: Diagnostic[] = [];
  const devices = devicesOf(volumes);
  const start = await startOn(volume, path, volumes);
  const environment = initialEnvironment(devices.nameOf(volume), start.path, machine);
  for (const [name, value] of start.variables) {
    environment.set(name, value);
    environment.export(name);
  }
  const loopbacks = new Overlay<Device>();
  const budget = new Budget(STEPS);
  const memory = new Memory(budget);
  const server = () => environment.get('net_default_server');
  const servers = machine.network && new Servers(machine.network, server);
  const grub = new Interpreter({
    environment,
    functions: new Overlay(),
    loopbacks,
    mounts: new Overlay(),
    files: new Files(devices, loopbacks, memory, servers),
    blocks: new BlockLog(),
    passwords: new Overlay(),
    budget: budget.fork(TOP_STEPS),
    note(file, line, message) {
      if (diagnostics.length < MAX_DIAGNOSTICS) diagnostics.push({ config: file.path, line, message: toText(message) });
    },
    file: { volume: volume.identity.id, path },
    ...(machine.hardware ? { hardware: machine.hardware } : {}),
  });
  await runConfiguration(grub, `(${grub.root})${start.path}`);
  const shown = grub.shown ?? grub;
  const config = shown.configuration ?? grub.file;
  const { entries, fallback = [] } = await menuOf(shown, budget);
  if (grub.stop === 'exit')
    diagnostics.push({ config: path, line: grub.line, message: 'GRUB is left here, before it shows a menu' });
  if (shown.stop === 'budget') diagnostics.push({ config: shown.file.path, line: shown.line, message: CUT_OFF });
  for (const failure of memory.failures) diagnostics.push({ config: path, line: 1, message: failure });
  const timeout = timeoutOf(shown);
  const style = shown.environment.get('timeout_style');
  return {
    volume: config.volume,
    config: config.path,
    entries,
    ...(timeout === undefined ? {} : { timeout }),
    ...(style === 'menu' || style === 'countdown' || style === 'hidden' ? { timeoutStyle: style } : {}),
    ...(fallback.length === 0 ? {} : { fallback }),
    ...choice(shown),
    ...accountsOf(shown),
    diagnostics,
  };
}

async function menuOf(shown: Interpreter, budget: Budget): Promise<Pick<Reading, 'entries' | 'fallback'>> {
  if (shown.stop === 'exit') return { entries: [] };
  const { changes } = shown.setting.blocks;
  if (shown.stop === 'boot')
    return { entries: shown.boot ? [immediateEntry(shown.boot, shown.file, shown.line, changes)] : [] };
  const menu = await unfold(shown, budget);
  const entries = listEntries(menu, chooseDefault(menu));
  const fallback = fallbacks(menu).flatMap((node) => entries.get(node)?.id ?? []);
  return { entries: [...entries.values()], fallback };
}

/** How the default was chosen, and where that is kept. */
function choice({ environment, setting: { blocks } }: Interpreter): Pick<Reading, 'chosenBy' | 'environmentBlock'> {
  const chosen = environment.get('default');
  const text = chosen === undefined ? undefined : toText(chosen);
  const isOnce = ONCE.some((name) => blocks.loaded(name) && !blocks.saved(name) && blocks.saved(name) !== undefined);
  const isSaved = text !== undefined && text !== '' && text === blocks.loaded('saved_entry');
  const chosenBy = isOnce ? 'once' : isSaved ? 'saved' : text ? 'named' : undefined;
  const { first } = blocks;
  return { ...(chosenBy ? { chosenBy } : {}), ...(first ? { environmentBlock: first } : {}) };
}

/** Whom the configuration asks for passwords; nobody where it names no superusers. */
function accountsOf({ environment, setting: { passwords } }: Interpreter): Pick<Reading, 'accounts'> {
  const superusers = splitUsers(environment.get('superusers') ?? '').map(toText);
  if (superusers.length === 0) return {};
  const users = passwords.entries().map(([name, password]) => ({ name: toText(name), password }));
  return { accounts: { superusers, users } };
}

/** Seconds; -1 where `timeout` is no number, as GRUB then waits. */
function timeoutOf(shown: Interpreter): number | undefined {
  if (shown.stop === 'boot') return 0;
  const timeout = shown.environment.get('timeout');
  return timeout === undefined ? undefined : (parseInteger(timeout) ?? -1);
}
