// `kexec`: what its options ask for, in the order in which kexec-tools does it.

import { readFileSync } from 'node:fs';
import manifest from '../../../package.json' with { type: 'json' };
import { crashRegions } from '../../kexec/crash-memory.ts';
import { LoadError } from '../../kexec/load-error.ts';
import { LinuxError } from '../../linux/errno.ts';
import { isKexecLoaded } from '../../linux/kexec-load.ts';
import type { Output } from '../command.ts';
import { FileError } from './file-error.ts';
import { help } from './help.ts';
import { loadOrder } from './load.ts';
import { type Order, readOrder, UsageError } from './order.ts';

/** What kexec-tools returns where a kernel cannot be loaded or started. */
const failed = 255;

/** @returns the exit status */
export async function run(args: readonly string[], output: Output): Promise<number> {
  try {
    return await obey(readOrder(args), output);
  } catch (failure) {
    if (failure instanceof UsageError) {
      output.error(`kexec: ${failure.message}`);
      if (failure.usage) output.out(help);
      return failure.status;
    }
    output.error(`kexec: ${sentence(failure)}`);
    return failure instanceof FileError ? failure.status : failed;
  }
}

/** Raises what nobody expected. */
function sentence(failure: unknown): string {
  if (failure instanceof LoadError) return failure.message;
  const { code } = failure as NodeJS.ErrnoException;
  if (code === undefined) throw failure;
  return `A file could not be read, or there is no memory for it (${code}). Check the disk and the memory.`;
}

async function obey(order: Order, output: Output): Promise<number> {
  switch (order.does) {
    case 'help':
      output.out(help);
      return 0;
    case 'version':
      output.out(`kexec (baton ${manifest.version})`);
      return 0;
    case 'print-ckr-size':
      output.out(String(reservedForCrash()));
      return 0;
    case 'status':
      return status(order.crash, output);
    case 'work':
      return work(order, output);
  }
}

/** Bytes of the memory that a crash kernel is loaded into. */
function reservedForCrash(): number {
  const region = crashRegions(readFileSync('/proc/iomem', 'utf8')).at(-1);
  return region ? region.end - region.start : 0;
}

function status(crash: boolean, output: Output): number {
  const loaded = isKexecLoaded(crash);
  if (loaded !== undefined) return loaded ? 1 : 0;
  output.error('kexec: the running kernel was built without kexec (CONFIG_KEXEC). Use one that has it.');
  return failed;
}

async function work(order: Order, output: Output): Promise<number> {
  if (order.unload) await unload(order);
  if (order.load) {
    if (order.crash && reservedForCrash() === 0) {
      output.error(
        'kexec: No memory is reserved for a crash kernel, or only root sees it. Start the system with crashkernel=256M on its command line.',
      );
      return 1;
    }
    if (order.kernel === undefined) throw new UsageError('No kernel specified', { status: failed });
    await loadOrder(order, order.kernel, output);
  }
  if (order.jumpBack) {
    const { loadJumpBack } = await import('./jump-back.ts');
    await loadJumpBack(order.entry);
  }
  if (!order.start) return 0;
  if (isKexecLoaded() === false) {
    output.error('kexec: Nothing has been loaded! Load a kernel first, with kexec -l.');
    return 1;
  }
  const { isJumpLoaded, jump } = await import('../../kexec/jump.ts');
  if (isJumpLoaded()) {
    jump(order);
    return 0;
  }
  // Rarely needed, and a large part of the program.
  const { start } = await import('./start.ts');
  await start(order, output);
  return 0;
}

/** Forgets what is loaded. Raises LoadError. */
export async function unload({ crash, call }: Pick<Order, 'crash' | 'call'>): Promise<void> {
  const { unloadKexecFile } = await import('../../linux/kexec-file.ts');
  const { unloadKexecSegments } = await import('../../linux/kexec-load.ts');
  const { noteJump } = await import('../../kexec/jump.ts');
  try {
    if (call === 'kexec_load') await unloadKexecSegments({ crash });
    else {
      await unloadKexecFile({ crash }).catch((failure) => {
        if (call === undefined && failure instanceof LinuxError && failure.code === 'ENOSYS')
          return unloadKexecSegments({ crash });
        throw failure;
      });
    }
    if (!crash) noteJump(false);
  } catch (failure) {
    if (!(failure instanceof LinuxError)) throw failure;
    const { explainUnloadRefusal } = await import('../../kexec/refusal.ts');
    throw new LoadError(explainUnloadRefusal(failure.code), { cause: failure });
  }
}
