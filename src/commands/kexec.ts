import type { Command } from './command.ts';
import { help } from './kexec/help.ts';

/** kexec-tools' `kexec`; its options are its own, `-h` too. */
export const kexec: Command = {
  name: 'kexec',
  synopsis: '[OPTION]... [KERNEL]',
  summary: 'load and start kernels, with the options of kexec-tools',
  help,
  ownHelp: true,
  run: async (args, output) => (await import('./kexec/run.ts')).run(args, output),
};
