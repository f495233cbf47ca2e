import { parseArgs } from 'node:util';
import type { Command, Output } from './command.ts';

const HELP = `What happens when the running kernel crashes: a second kernel, which lies ready
in memory that was reserved for it (crashkernel=), starts, saves the memory and
the log of the crashed one, and restarts the machine.

load    loads that kernel: the one that kdump's settings name
        (/etc/sysconfig/kdump, /etc/default/kdump-tools), or else the running
        one once more, which then starts only what
        "baton install-units --crash" has installed
unload  forgets it
status  tells whether it is loaded
save    in that kernel: saves /proc/vmcore as DIR/DATE/vmcore (by makedumpfile
        where that is installed, or else all of it, with holes for pages of
        zeros) and the crashed kernel's log as DIR/DATE/vmcore-dmesg.txt
log     prints the log of the kernel whose memory FILE holds (an ELF core);
        without FILE, of the one that has crashed

--to DIR  save there, in place of /var/crash
--help    print this

Exit status: 0 it is done, or the kernel is loaded; 1 it is not; 2 the command
was used wrongly.`;

export const crash: Command = {
  name: 'crash',
  synopsis: 'load | unload | status | save [--to DIR] | log [FILE]',
  summary: 'save the memory and the log of a kernel that crashes',
  help: HELP,
  run,
};

const vmcore = '/proc/vmcore';

interface Order {
  readonly verb: string;
  readonly to: string;
  readonly file: string;
}

type Verb = (order: Order, output: Output) => Promise<boolean>;

/** Each tells whether it is done. */
const verbs: Readonly<Record<string, Verb>> = {
  load: async (_, { out }) => (await import('./crash/load.ts')).loadCrashKernel(out),
  unload: async () => {
    await (await import('./kexec/run.ts')).unload({ crash: true, call: undefined });
    return true;
  },
  status: async (_, { out }) => (await import('./crash/status.ts')).crashStatus(out),
  save: async ({ to }, output) => (await import('./crash/save.ts')).save(vmcore, to, output),
  log: async ({ file }, output) => (await import('./crash/log.ts')).printLog(file, output),
};

/** Raises an error with a sentence. */
function parse(args: readonly string[]): Order {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { to: { type: 'string' } },
    allowPositionals: true,
  });
  const [verb = '', ...operands] = positionals;
  if (!Object.hasOwn(verbs, verb)) throw new Error(`Say what to do: ${Object.keys(verbs).join(', ')}.`);
  if (operands.length > (verb === 'log' ? 1 : 0)) throw new Error(`"${operands.at(-1)}" is one argument too many.`);
  if (values.to !== undefined && verb !== 'save') throw new Error('--to goes with save.');
  return { verb, to: values.to ?? '/var/crash', file: operands[0] ?? vmcore };
}

async function run(args: readonly string[], output: Output): Promise<number> {
  let order: Order;
  try {
    order = parse(args);
  } catch (error) {
    output.error(`baton crash: ${(error as Error).message}`);
    return 2;
  }
  try {
    return (await verbs[order.verb]!(order, output)) ? 0 : 1;
  } catch (error) {
    output.error(`baton crash ${order.verb}: ${(error as Error).message}`);
    return 1;
  }
}
