import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Manager } from '../kexec/manager.ts';
import type { Command, Output } from './command.ts';
import { crashUnitFiles, loadUnit } from './crash/units.ts';
import { blessUnitFiles } from './units/bless.ts';
import { knownManager, unitFiles } from './units/index.ts';
import { install, ownCommand, remove, tell } from './units/install.ts';

const HELP = `Has an ordinary "reboot" of this system start the next kernel by kexec, without
the firmware: a systemd unit, or the scripts of OpenRC or System V's init, load
the entry that the boot loader itself would start. "coldreboot" restarts
through the firmware.

--crash   instead, load a crash kernel at every start of this system, and have
          it save what is left of the kernel that crashed; see "baton crash"
--bless   instead, report at the end of every start that this system works; see
          "baton bless"
--remove  take away what was installed
--help    print this

Exit status: 0 it is done, 1 it is not, 2 the command was used wrongly.`;

export const installUnits: Command = {
  name: 'install-units',
  synopsis: '[--crash | --bless] [--remove]',
  summary: 'make an ordinary reboot a kexec',
  help: HELP,
  run,
};

async function run(args: readonly string[], output: Output): Promise<number> {
  let wishes: { crash?: boolean; bless?: boolean; remove?: boolean };
  try {
    const kind = { type: 'boolean' } as const;
    wishes = parseArgs({ args: [...args], options: { crash: kind, bless: kind, remove: kind } }).values;
    if (wishes.crash && wishes.bless) throw new Error('Give either --crash or --bless.');
  } catch (error) {
    output.error(`baton install-units: ${(error as Error).message}`);
    return 2;
  }
  try {
    if (process.getuid?.() !== 0) throw new Error('only root may do this. Run it with sudo or as root.');
    const { crash = false, bless = false, remove: removing = false } = wishes;
    const manager = knownManager();
    // Nothing would save what it is there for.
    if (crash && removing) await unloadCrashKernel();
    const files = crash ? crashUnitFiles : bless ? blessUnitFiles : unitFiles;
    for (const file of files(manager, ownCommand())) {
      await (removing ? remove : install)(file);
      output.out(`${file.path} ${removing ? 'was removed' : 'was written'}.`);
    }
    if (manager === 'systemd') await tell('systemctl', 'daemon-reload');
    if (crash && !removing) await startLoading(manager, output);
    else if (!bless && !removing) await startWaiting(manager);
    return 0;
  } catch (error) {
    output.error(`baton install-units: ${(error as Error).message}`);
    return 1;
  }
}

/** Only what has been started is stopped when the system goes down; scripts of System V are stopped anyway. */
async function startWaiting(manager: Manager): Promise<void> {
  if (manager === 'systemd') await tell('systemctl', 'start', 'baton-load.service');
  if (manager === 'openrc') await tell('rc-service', 'baton-load', 'start');
}

/** Has the crash kernel loaded at once, where there is memory for it. */
async function startLoading(manager: Manager, output: Output): Promise<void> {
  const { howToReserve, reservedBytes } = await import('./crash/reserved.ts');
  if (!reservedBytes()) output.out(howToReserve(readFileSync('/proc/cmdline', 'utf8')));
  else if (manager === 'systemd') await tell('systemctl', 'start', loadUnit);
  else await tell('service', 'baton-crash', 'start');
}

async function unloadCrashKernel(): Promise<void> {
  const { unload } = await import('./kexec/run.ts');
  await unload({ crash: true, call: undefined });
}
