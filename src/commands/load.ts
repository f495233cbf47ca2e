import { parseArgs } from 'node:util';
import { fullTitle } from '../entry/title.ts';
import { chooseEntry } from './chosen-entry.ts';
import type { Command, Output } from './command.ts';

const HELP = `Loads the kernel, the initrds and the cmdline of an entry of this system's own
boot loader, for the next kexec: "baton reboot", "systemctl kexec" or
"kexec -e".

ENTRY     an entry by its id or title, as "baton list" shows them; without it,
          the entry that the boot loader itself would start. Or a URL (http,
          https, tftp) of a unified kernel image, or of a boot configuration,
          of which the default is taken
--newest  the entry with the newest kernel instead
--for-reboot
          only when the system is being stopped for a restart which is not to
          be a cold one, and nothing is loaded; see "baton install-units"
--help    print this

Exit status: 0 it is loaded, 1 it is not, 2 the command was used wrongly.`;

export const load: Command = {
  name: 'load',
  synopsis: '[--newest] [--for-reboot] [ENTRY]',
  summary: 'load an entry for the next kexec',
  help: HELP,
  run,
};

async function run(args: readonly string[], output: Output): Promise<number> {
  let newest: boolean;
  let forReboot: boolean;
  let positionals: string[];
  try {
    const parsed = parseArgs({
      args: [...args],
      options: { newest: { type: 'boolean', default: false }, 'for-reboot': { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    ({ positionals } = parsed);
    newest = parsed.values.newest;
    forReboot = parsed.values['for-reboot'];
    if (positionals.length > 1) throw new Error('Name one entry; a title with spaces needs quotes.');
    if (newest && positionals.length > 0) throw new Error('Give either an entry or --newest.');
  } catch (error) {
    output.error(`baton load: ${(error as Error).message}`);
    return 2;
  }
  try {
    if (forReboot && !(await takesPart())) return 0;
    const [entry] = positionals;
    output.out(await loadChosen({ newest, ...(entry === undefined ? {} : { entry }) }, forReboot));
    return 0;
  } catch (error) {
    output.error(`baton load: ${(error as Error).message}`);
    return 1;
  }
}

/**
 * Whether a restart is under way for which a kernel is still to be loaded. Where a loaded one may end it, it also sees
 * to it that it does.
 */
async function takesPart(): Promise<boolean> {
  const { isCold, isRestarting } = await import('../kexec/restart-under-way.ts');
  if (isCold() || !(await isRestarting())) return false;
  const { manager } = await import('../kexec/manager.ts');
  if (manager() === 'systemd') await (await import('../kexec/prepare-last-program.ts')).prepareLastProgram();
  const { isKexecLoaded } = await import('../linux/kexec-load.ts');
  // What somebody has loaded is what is wanted.
  return isKexecLoaded() !== true;
}

/**
 * Loads the entry that is wished for; what is to be said of that, in lines. Raises an error with a sentence.
 * @param starting whether it is started now, so that its boot loader would cross out what was set for one boot
 */
export async function loadChosen(wish: Parameters<typeof chooseEntry>[0], starting: boolean): Promise<string> {
  const { entry, reason, findVolume } = await chooseEntry(wish);
  const kexec = await import('../kexec/load.ts');
  const { remarks } = await kexec.load(entry, findVolume);
  const { writeInstalled } = await import('../bookkeeping/write-installed.ts');
  const unwritten = starting ? await writeInstalled(entry, findVolume) : [];
  return [`"${fullTitle(entry)}" is loaded: ${reason}.`, ...remarks, ...unwritten].join('\n');
}
