import type { Command, Output } from './command.ts';

const HELP = `Forgets the kernel that was loaded for the next kexec, so that a reboot goes
through the firmware.

--help  print this

Exit status: 0 nothing is loaded any more, 1 the kernel refused, 2 the command
was used wrongly.`;

export const unload: Command = {
  name: 'unload',
  synopsis: '',
  summary: 'forget what is loaded for the next kexec',
  help: HELP,
  run,
};

async function run(args: readonly string[], output: Output): Promise<number> {
  if (args.length > 0) {
    output.error('baton unload: it takes no arguments.');
    return 2;
  }
  try {
    const { unloadKexecFile } = await import('../linux/kexec-file.ts');
    await unloadKexecFile();
    return 0;
  } catch (error) {
    output.error(`baton unload: ${(error as Error).message}. Only root may do this.`);
    return 1;
  }
}
