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
/** The last line of uvu's output. */
const ending = /\n {2}Duration:[^\n]*\n\s*$/;
const graceSeconds = 5;
/** What a file may take to tidy up. */
const lingerSeconds = 60;
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
  /** Why it was killed. */
  let late: string | undefined;
  const timers: NodeJS.Timeout[] = [];
  const after = (seconds: number, act: () => void) => void timers.push(setTimeout(act, seconds * 1000));
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, signal);
    } catch {
      // It has ended already.
    }
  };
  const endAfter = (seconds: number, why: string) =>
    after(seconds, () => {
      late ??= why;
      // First it may tidy up.
      signalGroup('SIGTERM');
      after(graceSeconds, () => signalGroup('SIGKILL'));
    });
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-outputLimit);
    if (ending.test(output))
      endAfter(lingerSeconds, `it went on for ${lingerSeconds} s after its tests and was killed`);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  endAfter(limit, `it took more than ${limit} s and was killed`);
  const killGroup = () => signalGroup('SIGTERM');
  process.once('exit', killGroup);
  const how = await new Promise<string | undefined>((resolve) => {
    const ended = (status: number | null, signal: NodeJS.Signals | null) =>
      resolve(signal ?? (status === 0 ? undefined : `exit status ${status}`));
    child.on('error', (error) => resolve(error.message));
    child.on('close', ended);
    // What it has started and left behind may hold its output open.
    child.on('exit', (status, signal) => after(graceSeconds, () => ended(status, signal)));
  });
  for (const timer of timers) clearTimeout(timer);
  signalGroup('SIGKILL');
  child.stdout.destroy();
  child.stderr.destroy();
  process.off('exit', killGroup);
  return { ...count(output, late ?? how), seconds: (performance.now() - began) / 1000, output };
}

/** The counts in uvu's output. `problem` is how the process ended, if not well. */
export function count(output: string, problem?: string): Pick<FileResult, 'passed' | 'failed' | 'skipped' | 'problem'> {
  const found = totals.exec(output);
  if (!found) return { passed: 0, failed: 1, skipped: 0, problem: problem ?? 'it ended before its tests did' };
  const [all, passed, skipped] = found.slice(1).map(Number) as [number, number, number];
  if (all === 0 && skipped === 0) return { passed, failed: 1, skipped, problem: 'it has no tests' };
  const failed = all - passed;
  if (problem !== undefined && failed === 0) return { passed, failed: 1, skipped, problem };
  return { passed, failed, skipped };
}
