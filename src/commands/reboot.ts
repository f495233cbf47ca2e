import { parseArgs } from 'node:util';
import type { Command, Output } from './command.ts';
import { loadChosen } from './load.ts';

const HELP = `Restarts this system by kexec, without the firmware: loads an entry of its own
boot loader, stops everything in order, and starts the loaded kernel.

ENTRY     an entry by its id or title, as "baton list" shows them; without it,
          the entry that the boot loader itself would start
--newest  the entry with the newest kernel instead
--cold    through the firmware, whatever is loaded
--help    print this

Exit status: 0 the system is going down, 1 it is not, 2 the command was used
wrongly.`;

export const reboot: Command = {
  name: 'reboot',
  synopsis: '[--newest | --cold] [ENTRY]',
  summary: 'restart this system by kexec',
  help: HELP,
  run,
};

interface Order {
  readonly entry?: string;
  readonly newest: boolean;
  readonly cold: boolean;
}

/** Raises an error with a sentence. */
function parse(args: readonly string[]): Order {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { newest: { type: 'boolean', default: false }, cold: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [entry, ...more] = positionals;
  if (more.length > 0) throw new Error('Name one entry; a title with spaces needs quotes.');
  if ([entry !== undefined, values.newest, values.cold].filter(Boolean).length > 1)
    throw new Error('Give an entry, --newest or --cold, and only one of them.');
  return { ...values, ...(entry === undefined ? {} : { entry }) };
}

async function run(args: readonly string[], output: Output): Promise<number> {
  let order: Order;
  try {
    order = parse(args);
  } catch (error) {
    output.error(`baton reboot: ${(error as Error).message}`);
    return 2;
  }
  try {
    await obey(order, output);
    return 0;
  } catch (error) {
    output.error(`baton reboot: ${(error as Error).message}`);
    return 1;
  }
}

async function obey({ cold, ...wish }: Order, output: Output): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('only root may restart the system. Run it with sudo or as root.');
  const { setCold } = await import('../kexec/restart-under-way.ts');
  await setCold(cold);
  if (cold) return restartCold();
  output.out(await loadChosen(wish, true));
  const { start } = await import('./kexec/start.ts');
  await start({ start: 'shutdown', sync: true, linksDown: true }, output);
}

/** With nothing loaded, whoever goes down goes through the firmware. */
async function restartCold(): Promise<void> {
  const { unloadKexecFile } = await import('../linux/kexec-file.ts');
  await unloadKexecFile();
  const { manager, orderRestart } = await import('../kexec/manager.ts');
  const name = manager();
  if (name) return orderRestart(name, 'cold');
  const { windDown } = await import('../kexec/go-down.ts');
  const { unmountAll } = await import('../kexec/unmount-all.ts');
  await windDown({ unmount: unmountAll });
  const { rebootMachine } = await import('../linux/reboot.ts');
  rebootMachine('restart');
}
