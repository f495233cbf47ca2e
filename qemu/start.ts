// npm start: a virtual machine that baton starts, on this terminal.

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { script } from '../build/script.ts';
import type { Disk } from './arguments.ts';
import { imageFormat } from './image-format.ts';
import { isProcessor, machineTypes } from './machine-types.ts';
import { demoDisks, ensureFirstTools, ensureImageFor } from './parts.ts';
import { ensureDesktop, runByItself, runInWindow, runOnTerminal } from './run.ts';

const help = `Usage: npm start [-- OPTIONS]

Boots a virtual machine with baton, which shows its menu and boots Debian from a
demo disk. The first run installs and makes what is missing. On a terminal the
machine's console is the terminal, and Ctrl-A X ends it; without one the machine
runs by itself until the login prompt comes.

  --arch NAME    the machine's processor: x86_64 (the default) or arm64
  --disk FILE    boot this disk image (raw or qcow2) in place of the demo disk;
                 nothing is written to it
  --write        let the machine write to FILE
  --memory MIB   the machine's memory (512)
  --graphics     a window with the machine's VGA screen in place of the console
  --append TEXT  more kernel parameters for baton, such as baton.timeout=-1
  --help         this text
`;

const leastMemory = 64;

await script(async () => {
  const { values } = parseArgs({
    options: {
      arch: { type: 'string', default: 'x86_64' },
      disk: { type: 'string' },
      write: { type: 'boolean', default: false },
      memory: { type: 'string', default: '512' },
      graphics: { type: 'boolean', default: false },
      append: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const memory = /^\d{1,6}$/.test(values.memory) ? Number(values.memory) : 0;
  if (memory < leastMemory) throw new Error(`--memory takes MiB, ${leastMemory} or more, and not ${values.memory}`);
  if (values.write && values.disk === undefined)
    throw new Error('--write goes with --disk; the demo disk is kept as it is');
  if (!isProcessor(values.arch))
    throw new Error(`--arch takes ${Object.keys(machineTypes).join(' or ')}, and not ${values.arch}`);
  const processor = values.arch;
  if (values.graphics && !machineTypes[processor].graphics)
    throw new Error(`a machine with ${processor} has no screen here; leave --graphics out`);
  if (values.graphics) ensureDesktop();
  const chosen = values.disk === undefined ? undefined : await userDisk(values.disk, values.write);
  if (!chosen) await ensureFirstTools(processor);

  const options = {
    processor,
    ...(await ensureImageFor(processor)),
    append: `${values.graphics ? 'console=tty0' : machineTypes[processor].onSerial} ${values.append}`.trim(),
    disks: [chosen ?? { file: await demoDisks[processor]() }],
    memory,
  };
  if (values.graphics) return runInWindow(options);
  if (!process.stdin.isTTY || !process.stdout.isTTY) return runByItself(options);
  // A person wants the menu; a record wants also what the kernel says before it.
  return runOnTerminal({ ...options, append: `quiet ${options.append}` });
});

async function userDisk(file: string, write: boolean): Promise<Disk> {
  const path = resolve(file);
  return { file: path, format: await imageFormat(path), write };
}
