import { parseOptions } from '../options.ts';
import type { Run } from '../run.ts';
import { parseNumber } from '../setting-types.ts';
import type { Command, CommandTable, Result } from './command.ts';

/** Bit of CPUID leaf 0x80000001, EDX, that says that the processor runs 64-bit code. */
const LONG_MODE = '29';

/** Where a script goes on, and where it leaves iPXE. */
export const flow: CommandTable = {
  goto: {
    run(run, [label = '']) {
      const { frame } = run;
      const line = frame.script.labels.get(label);
      if (line === undefined) return run.fail(`there is no label ${label}`);
      frame.next = line;
      frame.rest = [];
      return 0;
    },
  },

  exit: {
    run(run, [status = '0']) {
      const { frames } = run.state;
      if (frames.length === 1) return run.end('none', 'It leaves iPXE, and the firmware goes on.');
      return run.leave(Number(parseNumber(status) ?? 1n));
    },
  },

  // Nobody presses a key: a prompt that waits for one and no longer than its time fails.
  prompt: {
    run(run, args) {
      const parsed = parseOptions(args, { key: 'k:', timeout: 't:' });
      return parsed && !('timeout' in parsed.options) ? 0 : run.fail('no key was pressed in time');
    },
  },

  cpuid: {
    run(run, args) {
      const bit = args.at(-1) ?? '';
      const has = run.machine.cpu === 'x86_64' || (run.machine.cpu === 'i386' && bit !== LONG_MODE);
      return has ? 0 : run.fail(`the processor does not have feature ${bit}`);
    },
  },

  /** `time COMMAND` runs a command and says how long that took. */
  time: { run: again },

  shell: end('none', 'It opens the shell of iPXE.'),
  config: end('none', 'It opens the settings of iPXE.'),
  login: end('none', 'iPXE asks for a user name and a password here.'),
  reboot: end('none', 'It starts the machine anew.'),
  poweroff: end('none', 'It turns the machine off.'),
  autoboot: end('chainload', 'It boots what the network offers.'),
  pxebs: end('chainload', 'It boots what a PXE server offers.'),
  sanboot: {
    run: (run, args) =>
      run.end('chainload', `It boots from a disk that the network offers: sanboot ${args.join(' ')}`.trimEnd()),
  },
};

function end(kind: 'chainload' | 'none', why: string): Command {
  return { run: (run) => run.end(kind, why) };
}

function again(run: Run, args: readonly string[]): Result {
  run.frame.rest = [';', ...args, ...run.frame.rest];
  return 0;
}
