// QEMU as a process: started with a directory of its own for sockets and snapshots, and never left behind.

import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { searchPath } from '../build/command.ts';

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

/** A new private directory. Its path is short: that of a socket has to fit into 108 bytes. */
export function temporaryDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'baton-'));
}

let exitsOnSignals = false;

/** Node runs no exit handlers when a signal ends it; with this it does, and nothing temporary stays. */
function exitOnSignals(): void {
  if (exitsOnSignals) return;
  exitsOnSignals = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}

/**
 * Starts QEMU with `args`. It ends with this process, however that ends: setpriv(1) has the kernel kill it when its
 * parent is gone. `directory`, where it keeps what guests write to snapshots, is removed when QEMU has ended or this
 * process exits.
 */
export function startProcess(args: readonly string[], directory: string, stdio: StdioOptions): Process {
  const env = { ...process.env, PATH: searchPath, TMPDIR: directory };
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...args], { env, stdio });
  exitOnSignals();
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', remove);
  const ended = end(child).then((how) => {
    remove();
    process.off('exit', remove);
    return how;
  });
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
