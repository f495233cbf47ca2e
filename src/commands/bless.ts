import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Command, Output } from './command.ts';

const HELP = `Reports that this system works, so that baton goes on starting it: where tries
are counted (baton.tries), a system that was started that often without such a
report is passed over. Done by itself at every start after
"baton install-units --bless".

Of an entry whose tries stand in its file name they are taken out. Where the
machine has UEFI, that is left to systemd-bless-boot.

--help    print this

Exit status: 0 it is reported, or nothing is counted, 1 it is not, 2 the
command was used wrongly.`;

export const bless: Command = {
  name: 'bless',
  synopsis: '',
  summary: 'report that this system works',
  help: HELP,
  run,
};

/** Where an ESP is mounted, which may happen when it is first looked at. */
const systemPartitions = ['/efi', '/boot/efi', '/boot', '/boot/firmware'];
/** Environment blocks beside those that a grub.cfg of this system names. */
const usualBlocks = ['/boot/grub/grubenv', '/boot/grub2/grubenv'];

async function run(args: readonly string[], output: Output): Promise<number> {
  try {
    parseArgs({ args: [...args], options: {} });
  } catch (error) {
    output.error(`baton bless: ${(error as Error).message}`);
    return 2;
  }
  try {
    if (process.getuid?.() !== 0) throw new Error('only root may do this. Run it with sudo or as root.');
    const places = await report();
    if (places.length === 0) output.out('Starts of this system are not counted, so there is nothing to report.');
    else output.out(`This system works, says ${places.join(' and ')} now.`);
    return 0;
  } catch (error) {
    output.error(`baton bless: ${(error as Error).message}`);
    return 1;
  }
}

/** Reports it wherever something is counted. @returns these places */
async function report(): Promise<string[]> {
  const { reportInBlock, reportInVariable } = await import('../bookkeeping/report-good.ts');
  const { trialsFile } = await import('../bookkeeping/trials-file.ts');
  const { EfiVariables, efivars } = await import('../linux/efi-variables.ts');
  const places: string[] = [];
  if (existsSync(efivars) && readdirSync(efivars).length > 0) {
    if (await reportInVariable(new EfiVariables())) places.push("a variable of the machine's firmware");
  } else await reportInNames(places);
  const files = [...systemPartitions.map((directory) => join(directory, trialsFile)), ...usualBlocks];
  for (const file of files) if (await reportInBlock(file)) places.push(file);
  return places;
}

/** Where no variable of the firmware tells which entry it was, its cmdline does. @param places gets the file */
async function reportInNames(places: string[]): Promise<void> {
  const { clearCounter, countedEntry } = await import('../bookkeeping/clear-counter.ts');
  const { DirectoryVolume } = await import('../disks/directory-volume.ts');
  const { readAll } = await import('../dialects/read-all.ts');
  const { runningMachine } = await import('../linux/machine.ts');
  const { installedPlaces } = await import('./installed-places.ts');
  const volumes = await installedPlaces();
  const readings = await readAll(volumes, runningMachine());
  const entry = countedEntry(
    readings.flatMap(({ entries }) => entries),
    readFileSync('/proc/cmdline', 'utf8'),
  );
  const volume = volumes.find(({ identity }) => identity.id === entry?.volume);
  if (entry && volume instanceof DirectoryVolume) places.push(await clearCounter(volume.directory, entry));
}
