import { execFile } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { manager } from '../kexec/going-down.ts';
import type { Command, Output } from './command.ts';
import { crashUnitFiles, loadUnit } from './crash/units.ts';
import { type UnitFile, unitFiles } from './units.ts';

const HELP = `Has an ordinary "reboot" of this system start the next kernel by kexec, without the
firmware: a systemd unit, or init scripts where there is no systemd, load the entry
that the boot loader itself would start. "coldreboot" restarts through the firmware.

--crash   instead, load a crash kernel at every start of this system, and have it save
          what is left of the kernel that crashed; see "baton crash"
--remove  take away what was installed
--help    print this

Exit status: 0 it is done, 1 it is not, 2 the command was used wrongly.`;

export const installUnits: Command = {
  name: 'install-units',
  synopsis: '[--crash] [--remove]',
  summary: 'make an ordinary reboot a kexec',
  help: HELP,
  run,
};

const patience = 60_000;

/** How a unit calls this program: `baton` on the PATH, or else as it was called now. */
function ownCommand(): string {
  for (const directory of (process.env.PATH ?? '').split(':')) {
    try {
      accessSync(join(directory, 'baton'), constants.X_OK);
      return join(directory, 'baton');
    } catch {
      // The next directory.
    }
  }
  return [process.execPath, process.argv[1]].join(' ');
}

async function run(args: readonly string[], output: Output): Promise<number> {
  let wishes: { crash?: boolean; remove?: boolean };
  try {
    const options = { crash: { type: 'boolean' }, remove: { type: 'boolean' } } as const;
    wishes = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    output.error(`baton install-units: ${(error as Error).message}`);
    return 2;
  }
  try {
    if (process.getuid?.() !== 0) throw new Error('only root may do this. Run it with sudo or as root.');
    const { crash = false, remove = false } = wishes;
    // Nothing would save what it is there for.
    if (crash && remove) await unloadCrashKernel();
    const files = (crash ? crashUnitFiles : unitFiles)(manager(), ownCommand());
    for (const file of files) await (remove ? rm(file.path, { force: true }) : install(file));
    for (const { path } of files) output.out(`${path} ${remove ? 'was removed' : 'was written'}.`);
    await tellManager(files, remove);
    if (crash && !remove) await startLoading(output);
    // Only a unit that has been started is stopped when the system goes down.
    else if (!remove && manager() === 'systemd') await tell('systemctl', 'start', 'baton-load.service');
    return 0;
  } catch (error) {
    output.error(`baton install-units: ${(error as Error).message}`);
    return 1;
  }
}

async function install({ path, text, mode, target }: UnitFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  if (target !== undefined) return symlink(target, path);
  await writeFile(path, text);
  await chmod(path, mode);
}

const tell = (program: string, ...args: string[]) => promisify(execFile)(program, args, { timeout: patience });

async function tellManager(files: readonly UnitFile[], remove: boolean): Promise<void> {
  if (manager() === 'systemd') {
    await tell('systemctl', 'daemon-reload');
    return;
  }
  const names = files.filter(({ path }) => path.startsWith('/etc/init.d/')).map(({ path }) => path.slice(12));
  for (const name of names) await tell('update-rc.d', name, remove ? 'remove' : 'defaults');
}

/** Has the crash kernel loaded at once, where there is memory for it. */
async function startLoading(output: Output): Promise<void> {
  const { howToReserve, reservedBytes } = await import('./crash/reserved.ts');
  if (!reservedBytes()) output.out(howToReserve(readFileSync('/proc/cmdline', 'utf8')));
  else if (manager() === 'systemd') await tell('systemctl', 'start', loadUnit);
  else await tell('service', 'baton-crash', 'start');
}

async function unloadCrashKernel(): Promise<void> {
  const { unload } = await import('./kexec/run.ts');
  await unload({ crash: true, call: undefined });
}
