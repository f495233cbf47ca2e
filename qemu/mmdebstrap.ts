// Installs a Debian with mmdebstrap and shows how far it has come.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { searchPath } from '../build/command.ts';
import { progress } from '../build/progress.ts';

export interface Installation {
  readonly label: string;
  readonly args: readonly string[];
  /** Variables for the hooks. */
  readonly env: Readonly<Record<string, string>>;
  /** An open file, which the hooks have as file descriptor 3. */
  readonly fd: number;
  /** About how many packages will be set up; the bar corrects itself when apt has counted. */
  readonly packages: number;
}

const minutes = 30;
const lastLines = 20;

/**
 * Runs mmdebstrap. Its temporary root lies in /var/tmp, which is on a disk and open to the user namespace of an
 * unprivileged run. Throws an error with the end of its output if it fails or takes more than half an hour.
 */
export async function mmdebstrap(installation: Installation): Promise<void> {
  const env = { ...process.env, LC_ALL: 'C', TMPDIR: '/var/tmp', PATH: searchPath, ...installation.env };
  const child = spawn('mmdebstrap', ['--verbose', ...installation.args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', installation.fd],
    timeout: minutes * 60_000,
  });
  const shown = progress(installation.label, installation.packages, 'count');
  const last: string[] = [];
  let done = 0;
  let counted = 0;
  const line = (text: string) => {
    last.push(text);
    if (last.length > lastLines) last.shift();
    counted += Number(/(\d+) newly installed/.exec(text)?.[1] ?? 0);
    if (text.startsWith('Setting up ')) shown.update(++done, Math.max(counted, installation.packages));
  };
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream! }).on('line', line);
  const how = await new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status, signal) => {
      if (signal) resolve(`it was ended by ${signal}; its limit is ${minutes} minutes`);
      else resolve(status === 0 ? undefined : `exit status ${status}`);
    });
  });
  shown.end();
  if (how === undefined) return;
  const hint = process.getuid?.() === 0 ? '' : ' As an ordinary user it needs user namespaces and the package uidmap.';
  throw new Error(`mmdebstrap failed: ${how}.${hint} Its last words:\n${last.join('\n')}`);
}
