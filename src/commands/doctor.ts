import { parseArgs } from 'node:util';
import type { Command, Output } from './command.ts';

const HELP = `Tells whether this machine can kexec, and what to do where it cannot: the
kernel's two calls and its configuration, what forbids them (sysctls, lockdown,
Secure Boot), what is loaded, memory for a crash kernel, and known trouble
(graphics, watchdogs, IOMMU). Nothing is changed.

--json  print an array of objects: {"name", "verdict", "text"}, with the
        verdict ok, warning, failure or unknown
--help  print this

Exit status: 0 nothing stands in the way, 1 something does, 2 the command was
used wrongly.`;

export const doctor: Command = {
  name: 'doctor',
  synopsis: '[--json]',
  summary: 'tell whether this machine can kexec',
  help: HELP,
  run,
};

const marks = { ok: 'ok     ', warning: 'WARNING', failure: 'FAILURE', unknown: '?      ' } as const;

async function run(args: readonly string[], output: Output): Promise<number> {
  let json: boolean;
  try {
    json = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } }).values.json ?? false;
  } catch (error) {
    output.error(`baton doctor: ${(error as Error).message}`);
    return 2;
  }
  const { readFacts } = await import('./doctor/facts.ts');
  const { examine } = await import('./doctor/checks.ts');
  const checks = examine(await readFacts());
  if (json) output.out(JSON.stringify(checks));
  else for (const { name, verdict, text } of checks) output.out(`${marks[verdict]}  ${name.padEnd(11)}  ${text}`);
  return checks.some(({ verdict }) => verdict === 'failure') ? 1 : 0;
}
