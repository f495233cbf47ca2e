// Runs one test file in a process of its own and counts its tests.

import { spawn } from 'node:child_process';

export interface FileResult {
  readonly passed: number;
  /** At least 1 when the file itself failed: it cannot be loaded, was killed, or has no tests. */
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** What it printed on standard output and error. */
  readonly output: string;
  /** What is wrong with the file as a whole. */
  readonly problem?: string;
}

/** uvu's totals, which it prints at the end. */
const totals = /^ {2}Total:\s+(\d+)\n {2}Passed:\s+(\d+)\n {2}Skipped:\s+(\d+)\n/m;
const graceSeconds = 5;
const outputLimit = 4 * 1024 * 1024;

/**
 * Runs `file` with this Node, for at most `limit` seconds; then it is killed together with all that it has started.
 * The same happens when this process ends, however that ends.
 */
export async function runFile(file: string, limit: number): Promise<FileResult> {
  const began = performance.now();
  // A process group of its own can be killed as one; setpriv(1) has the kernel end it with this process.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', process.execPath, file], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-outputLimit);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, signal);
    } catch {
      // It has ended already.
    }
  };
  let late = false;
  // First it may tidy up.
  const timers = [
    setTimeout(() => {
      late = true;
      signalGroup('SIGTERM');
    }, limit * 1000),
    setTimeout(() => signalGroup('SIGKILL'), (limit + graceSeconds) * 1000),
  ];
  const killGroup = () => signalGroup('SIGTERM');
  process.once('exit', killGroup);
  const how = await new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status, signal) => resolve(signal ?? (status === 0 ? undefined : `exit status ${status}`)));
  });
  for (const timer of timers) clearTimeout(timer);
  signalGroup('SIGKILL');
  process.off('exit', killGroup);
  const problem = late ? `it took more than ${limit} s and was killed` : how;
  return { ...count(output, problem), seconds: (performance.now() - began) / 1000, output };
}

/** The counts in uvu's output. `problem` is how the process ended, if not well. */
export function count(output: string, problem?: string): Pick<FileResult, 'passed' | 'failed' | 'skipped' | 'problem'> {
  const found = totals.exec(output);
  if (!found) return { passed: 0, failed: 1, skipped: 0, problem: problem ?? 'it ended before its tests did' };
  const [all, passed, skipped] = found.slice(1).map(Number) as [number, number, number];
  if (all === 0) return { passed, failed: 1, skipped, problem: 'it has no tests' };
  const failed = all - passed;
  if (problem !== undefined && failed === 0) return { passed, failed: 1, skipped, problem };
  return { passed, failed, skipped };
}
