import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { manager } from '../kexec/going-down.ts';
import type { Command, Output } from './command.ts';
import { type UnitFile, unitFiles } from './units.ts';

const HELP = `Has an ordinary "reboot" of this system start the next kernel by kexec, without the
firmware: a systemd unit, or init scripts where there is no systemd, load the entry
that the boot loader itself would start. "coldreboot" restarts through the firmware.

--remove  take away what was installed
--help    print this

Exit status: 0 it is done, 1 it is not, 2 the command was used wrongly.`;

export const installUnits: Command = {
  name: 'install-units',
  synopsis: '[--remove]',
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
  let remove: boolean;
  try {
    remove = parseArgs({ args: [...args], options: { remove: { type: 'boolean' } } }).values.remove ?? false;
  } catch (error) {
    output.error(`baton install-units: ${(error as Error).message}`);
    return 2;
  }
  try {
    if (process.getuid?.() !== 0) throw new Error('only root may do this. Run it with sudo or as root.');
    const files = unitFiles(manager(), ownCommand());
    for (const file of files) await (remove ? rm(file.path, { force: true }) : install(file));
    await tellManager(files, remove);
    for (const { path } of files) output.out(`${path} ${remove ? 'was removed' : 'was written'}.`);
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

async function tellManager(files: readonly UnitFile[], remove: boolean): Promise<void> {
  const tell = (program: string, ...args: string[]) => promisify(execFile)(program, args, { timeout: patience });
  if (manager() === 'systemd') {
    await tell('systemctl', 'daemon-reload');
    // Only a unit that has been started is stopped when the system goes down.
    if (!remove) await tell('systemctl', 'start', 'baton-load.service');
    return;
  }
  const names = files.filter(({ path }) => path.startsWith('/etc/init.d/')).map(({ path }) => path.slice(12));
  for (const name of names) await tell('update-rc.d', name, remove ? 'remove' : 'defaults');
}
