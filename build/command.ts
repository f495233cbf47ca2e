// Runs another program to its end, with a bound on its time and a sentence when it fails.

import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** PATH with the directories of administration tools, which a user's own PATH on Debian leaves out. */
export const searchPath = [...new Set([...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'])]
  .filter(Boolean)
  .join(':');

export interface CommandOptions {
  /** Milliseconds after which the program is killed. */
  readonly timeout: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gets each line that the program writes to file descriptor 3, as apt does with `APT::Status-Fd=3`. */
  readonly onStatus?: (line: string) => void;
}

export class CommandError extends Error {
  override name = 'CommandError';
  readonly status: number | undefined;
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

const outputLimit = 64 * 1024 * 1024;
const reasonLimit = 2000;

/**
 * Runs `command` and returns its standard output as text (of at most 64 MiB). Standard input is empty. Throws a
 * CommandError with the end of what it wrote to standard error, when it cannot start, fails, or outlasts its time.
 */
export function run(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C', PATH: searchPath, ...options.env };
  const child = spawn(command, args, {
    env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ['ignore', 'pipe', 'pipe', options.onStatus ? 'pipe' : 'ignore'],
  });
  const output: Buffer[] = [];
  let size = 0;
  let reason = '';
  let stopped: string | undefined;
  const stop = (why: string) => {
    stopped ??= why;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => stop(`took more than ${options.timeout / 1000} s`), options.timeout);
  child.stdout!.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > outputLimit) stop('wrote too much');
    else output.push(chunk);
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    reason = (reason + chunk.toString()).slice(-reasonLimit);
  });
  if (options.onStatus) eachLine(child.stdio[3] as Readable, options.onStatus);

  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const why = error.code === 'ENOENT' ? 'it is not installed' : error.message;
      reject(new CommandError(`cannot run ${command}: ${why}`));
    });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      if (stopped === undefined && status === 0) return resolve(Buffer.concat(output).toString());
      const how = stopped ?? (signal ? `was killed by ${signal}` : `failed with exit status ${status}`);
      const line = [command, ...args].join(' ');
      reject(new CommandError(`\`${line}\` ${how}: ${reason.trim() || 'it gave no reason'}`, status ?? undefined));
    });
  });
}

function eachLine(stream: Readable, use: (line: string) => void): void {
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop()!.slice(-reasonLimit);
    for (const line of lines) use(line);
  });
}
