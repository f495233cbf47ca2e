// One hook, from its start to its end.

import { spawn } from 'node:child_process';

/** So many bytes of what it prints are read. */
const longestOutput = 1024 * 1024;
const longestComplaint = 2000;
/** How long what a hook has left behind may keep its output open, in milliseconds. */
const patience = 500;

export interface Ended {
  /** What it printed. */
  readonly output: string;
  /** What it complained of on stderr, the end of it where it is long. */
  readonly complaint: string;
}

/**
 * Runs the program with `input` on its stdin.
 * @param limit in seconds, after which it is killed with all of its process group
 * @returns what it printed, when it has ended with status 0
 * @throws an error whose message is the end of a sentence about it: `ended with status 1: …`
 */
export async function runProgram(path: string, input: string, limit: number): Promise<Ended> {
  const child = spawn(path, [], {
    cwd: '/',
    // A process group of its own can be ended as a whole.
    detached: true,
    stdio: 'pipe',
    env: { PATH: '/bin:/sbin:/usr/bin:/usr/sbin', HOME: '/run' },
  });
  const chunks: Buffer[] = [];
  let length = 0;
  let complaint = '';
  let tooLong = false;
  let late = false;
  const kill = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  };
  child.stdout.on('data', (chunk: Buffer) => {
    length += chunk.length;
    tooLong ||= length > longestOutput;
    if (tooLong) kill();
    else chunks.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-longestComplaint);
  });
  // A hook need not read what it is told.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, limit * 1000);
  let grace: NodeJS.Timeout | undefined;
  try {
    const how = await new Promise<{ status: number | null; signal: string | null }>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status, signal) => resolve({ status, signal }));
      child.on('exit', (status, signal) => {
        kill();
        grace = setTimeout(() => resolve({ status, signal }), patience);
      });
    });
    const said = complaint.trim() === '' ? '' : `: ${complaint.trim()}`;
    if (late) throw new Error(`took more than ${limit} s and was ended${said}`);
    if (tooLong) throw new Error(`printed more than ${longestOutput} bytes and was ended`);
    if (how.signal !== null) throw new Error(`was ended by ${how.signal}${said}`);
    if (how.status !== 0) throw new Error(`ended with status ${how.status}${said}`);
    return { output: Buffer.concat(chunks).toString('utf8'), complaint: complaint.trim() };
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code === undefined) throw failure;
    const hint =
      code === 'EACCES' ? '; is it executable' : code === 'ENOENT' ? '; is its interpreter in the image' : '';
    throw new Error(`cannot be started (${code}${hint})`, { cause: failure });
  } finally {
    clearTimeout(timer);
    clearTimeout(grace);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}
