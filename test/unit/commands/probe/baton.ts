// `baton probe`, run as people run it.

import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { Row } from '../../../../src/commands/probe/row.ts';

const cli = join(resolve(import.meta.dirname, '../../../..'), 'src/cli.ts');

/** What is written before a command so that it runs as another user. */
export const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

/** Why another user cannot run the program, or undefined: the checkout may lie where only root may read, as in /root. */
export function nobodyRefusal(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can be another user';
  const { status } = spawnSync(nobody[0]!, [...nobody.slice(1), 'test', '-r', cli]);
  return status === 0 ? undefined : `another user may not read ${cli}`;
}

/** Runs `baton probe` with these arguments, behind `before` (setpriv and the like). */
export function probe(args: readonly string[], before: readonly string[] = []) {
  const [program, ...rest] = [...before, process.execPath, cli, 'probe', ...args];
  const { status, stdout, stderr } = spawnSync(program!, rest, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** The rows of `baton probe --json`. Fails where that fails. */
export function rows(args: readonly string[], before: readonly string[] = []): Row[] {
  const { stdout, stderr } = probe(['--json', ...args], before);
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as { blockdevices: Row[] }).blockdevices;
}
