// The `baton` command, on the rescue shell and on an installed system alike.

import { bless } from './commands/bless.ts';
import type { Command, Output } from './commands/command.ts';
import { crash } from './commands/crash.ts';
import { doctor } from './commands/doctor.ts';
import { explain } from './commands/explain.ts';
import { inspect } from './commands/inspect.ts';
import { install } from './commands/install.ts';
import { installUnits } from './commands/install-units.ts';
import { kexec } from './commands/kexec.ts';
import { list } from './commands/list.ts';
import { load } from './commands/load.ts';
import { password } from './commands/password.ts';
import { probe } from './commands/probe.ts';
import { reboot } from './commands/reboot.ts';
import { settings } from './commands/settings.ts';
import { setup } from './commands/setup.ts';
import { status } from './commands/status.ts';
import { unload } from './commands/unload.ts';

const commands: readonly Command[] = [
  list,
  probe,
  inspect,
  explain,
  settings,
  load,
  unload,
  status,
  reboot,
  install,
  installUnits,
  bless,
  setup,
  crash,
  doctor,
  kexec,
  password,
];

const output: Output = {
  out: (text) => void process.stdout.write(`${text}\n`),
  error: (text) => void process.stderr.write(`${text}\n`),
};

/** @returns the exit status */
async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    output.out(usage());
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    output.error(`baton: there is no command "${name}".\n\n${usage()}`);
    return 2;
  }
  if (!command.ownHelp && (args.includes('--help') || args.includes('-h'))) {
    const words = ['Usage: baton', command.name, ...(command.synopsis === '' ? [] : [command.synopsis])];
    output.out(`${words.join(' ')}\n\n${command.help}`);
    return 0;
  }
  return command.run(args, output);
}

function usage(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'Usage: baton COMMAND [OPTION]...',
    '',
    'baton takes the machine from the firmware and hands it to the operating system.',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'baton COMMAND --help tells more.',
  ].join('\n');
}

// The image's bundle is CommonJS, which has no await at its top.
void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
