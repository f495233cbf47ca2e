// The rescue shell, on one terminal, with job control.

import { spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';

/** A serial line knows no size; without one the shell would ask the terminal, which need not answer. */
const greeting = `
case "$(stty size 2>/dev/null)" in "" | "0 0") stty rows 24 cols 80 ;; esac
echo "The rescue shell. Try: baton list, baton probe, baton explain; exit goes back to the menu."
exec /bin/sh -l`;

/** Runs a shell on /dev/NAME until it ends. Raises an error when it cannot be started. */
export async function runShell(name: string): Promise<void> {
  // A descriptor of its own: a shell cannot use one that does not block.
  const fd = openSync(`/dev/${name}`, constants.O_RDWR | constants.O_NOCTTY);
  try {
    // setsid -c makes the terminal the controlling one, which job control and Ctrl-C need.
    const shell = spawn('/bin/setsid', ['-c', '/bin/sh', '-c', greeting], {
      stdio: [fd, fd, fd],
      env: { PATH: '/bin:/sbin:/usr/bin:/usr/sbin', HOME: '/run', TERM: name.startsWith('ttyS') ? 'vt220' : 'linux' },
    });
    await new Promise<void>((resolve, reject) => {
      shell.on('error', reject);
      shell.on('exit', () => resolve());
    });
  } finally {
    closeSync(fd);
  }
}
