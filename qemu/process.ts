// QEMU as a process: started with a directory of its own for sockets and snapshots, and never left behind.

import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { searchPath } from '../build/command.ts';

const errorLimit = 4000;

export interface Process {
  /** Resolves with a sentence when QEMU has ended, for whatever reason; never rejects. */
  readonly ended: Promise<string>;
  /** Ends it at once and returns when it is gone. */
  kill(): Promise<void>;
}

/** A new private directory. Its path is short: that of a socket has to fit into 108 bytes. */
export function temporaryDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'baton-'));
}

/**
 * Starts QEMU with `args`. It ends with this process, however that ends: setpriv(1) has the kernel kill it when its
 * parent is gone. `directory`, where it keeps what guests write to snapshots, is removed when QEMU has ended or this
 * process exits.
 */
export function startProcess(args: readonly string[], directory: string, stdio: StdioOptions): Process {
  const env = { ...process.env, PATH: searchPath, TMPDIR: directory };
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...args], { env, stdio });
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

function end(child: ChildProcess): Promise<string> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-errorLimit);
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(`QEMU could not be started (${error.message})`));
    child.on('close', (status, signal) => {
      const how = signal ? `was ended by ${signal}` : status === 0 ? 'ended' : `failed with exit status ${status}`;
      resolve(`QEMU ${how}${said.trim() ? ` (${said.trim()})` : ''}`);
    });
  });
}
