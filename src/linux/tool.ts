// Runs a program of the image: mdadm, lvm, cryptsetup, dmsetup, udhcpc. Starting programs is a large part of Node, hence this
// file is to be imported only by what is itself imported when it is needed.

import { execFile } from 'node:child_process';

/** How long a program may take, in milliseconds. Most that are started here answer within one or two seconds. */
const usual = 60_000;

/**
 * There is no udev in the image that device-mapper could wait for; and mdadm is to open Intel's RAID on machines of
 * others, too.
 */
const environment = { PATH: '/bin:/sbin', LC_ALL: 'C', DM_DISABLE_UDEV: '1', IMSM_NO_PLATFORM: '1' };

/** A program that failed: its exit status, undefined when it did not start or was stopped, and what it said. */
export class ToolError extends Error {
  readonly status: number | undefined;

  constructor(program: string, status: number | undefined, text: string) {
    const said = text.trim().split('\n').at(-1)?.trim();
    super(`${program} failed${said ? `: ${said}` : status === undefined ? '' : ` with exit status ${status}`}`);
    this.name = 'ToolError';
    this.status = status;
  }
}

/**
 * Runs `program` to its end and returns what it wrote to stdout. Raises {@link ToolError}.
 * @param input what it reads from stdin; without it, stdin is empty
 * @param patience how long it may take, in milliseconds
 * @param more variables of its environment
 */
export async function runTool(
  program: string,
  args: readonly string[],
  input?: Uint8Array,
  patience = usual,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      env: { ...environment, ...more },
      timeout: patience,
      killSignal: 'SIGKILL',
      maxBuffer: 2 ** 22,
    } as const;
    const child = execFile(program, args, options, (failure, stdout, stderr) => {
      if (!failure) return resolve(stdout);
      const missing = failure.code === ('ENOENT' as never);
      const text = missing ? 'it is not in this image' : failure.killed ? 'it did not end in time' : stderr || stdout;
      reject(new ToolError(program, typeof failure.code === 'number' ? failure.code : undefined, text));
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
