// QEMU as a process, which is never left behind.

import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { searchPath } from '../build/command.ts';
import type { Temporary } from './temporary.ts';

const errorLimit = 4000;

export interface End {
  /** False when the guest switched itself off, or the person closed it. */
  readonly failed: boolean;
  /** How QEMU ended, with what it said on standard error. */
  readonly sentence: string;
}

export interface Process {
  /** Resolves when QEMU has ended, for whatever reason; never rejects. */
  readonly ended: Promise<End>;
  /** Ends it at once and returns when it is gone. */
  kill(): Promise<void>;
}

/**
 * Starts `emulator`, a QEMU, with `args`. It ends with this process, however that ends: setpriv(1) has the kernel kill it when its
 * parent is gone. `within` is what its command is written behind, to run in another namespace. It keeps what guests write to snapshots in `directory`, which is removed when it has ended.
 */
export function startProcess(
  emulator: string,
  args: readonly string[],
  directory: Temporary,
  stdio: StdioOptions,
  within: readonly string[] = [],
): Process {
  const env = { ...process.env, PATH: searchPath, TMPDIR: directory.path };
  const [command = '', ...rest] = [...within, 'setpriv', '--pdeathsig', 'KILL', emulator, ...args];
  const child = spawn(command, rest, { env, stdio });
  const ended = end(child).finally(directory.remove);
  return {
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function end(child: ChildProcess): Promise<End> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-errorLimit);
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ failed: true, sentence: `QEMU could not be started (${error.message})` }));
    child.on('close', (status, signal) => {
      const how = signal ? `was ended by ${signal}` : status === 0 ? 'ended' : `failed with exit status ${status}`;
      resolve({ failed: status !== 0, sentence: `QEMU ${how}${said.trim() ? ` (${said.trim()})` : ''}` });
    });
  });
}
