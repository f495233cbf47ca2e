import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Command, Output } from './command.ts';

const HELP = `Tells whether a kernel is loaded for the next kexec, and one for a crash.

--json  print an object: {"loaded", "crashLoaded", "crashBytes"}
--help  print this

Exit status: 0 a kernel is loaded for the next kexec, 1 none is, 2 the command
was used wrongly, or the running kernel has no kexec.`;

export const status: Command = {
  name: 'status',
  synopsis: '[--json]',
  summary: 'tell what is loaded for the next kexec and for a crash',
  help: HELP,
  run,
};

/** A number of /sys/kernel; undefined where the kernel lacks it. */
function number(name: string): number | undefined {
  try {
    return Number(readFileSync(`/sys/kernel/${name}`, 'utf8'));
  } catch {
    return undefined;
  }
}

async function run(args: readonly string[], output: Output): Promise<number> {
  let json: boolean;
  try {
    json = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } }).values.json ?? false;
  } catch (error) {
    output.error(`baton status: ${(error as Error).message}`);
    return 2;
  }
  const loaded = number('kexec_loaded');
  if (loaded === undefined) {
    output.error('baton status: this kernel was built without kexec (CONFIG_KEXEC). Use one that has it.');
    return 2;
  }
  const crashBytes = number('kexec_crash_size') ?? 0;
  const facts = { loaded: loaded === 1, crashLoaded: number('kexec_crash_loaded') === 1, crashBytes };
  if (json) output.out(JSON.stringify(facts));
  else for (const line of sentences(facts)) output.out(line);
  return facts.loaded ? 0 : 1;
}

function sentences({ loaded, crashLoaded, crashBytes }: { loaded: boolean; crashLoaded: boolean; crashBytes: number }) {
  const mebi = Math.round(crashBytes / 2 ** 20);
  const crash = crashBytes === 0 ? 'no memory is reserved for one (crashkernel=)' : `${mebi} MiB are reserved for it`;
  return [
    loaded ? 'A kernel is loaded for the next kexec.' : 'No kernel is loaded for the next kexec.',
    crashLoaded ? `A crash kernel is loaded: ${crash}.` : `No crash kernel is loaded: ${crash}.`,
  ];
}
