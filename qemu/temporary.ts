// Directories that are gone when the work that needs them is done.

import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Temporary {
  readonly path: string;
  remove(): void;
  /** For `using`. */
  [Symbol.dispose](): void;
}

const present = new Set<string>();

function removeOne(path: string): void {
  present.delete(path);
  rmSync(path, { recursive: true, force: true });
}

let prepared = false;

/** Node runs no exit handlers when a signal ends it; with this it does, and nothing temporary stays. */
function removeAtExit(): void {
  if (prepared) return;
  prepared = true;
  process.on('exit', () => [...present].forEach(removeOne));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}

/**
 * A new private directory, which is removed when `remove` is called or this process exits. `large` ones lie on a disk:
 * what is in the usual place may be in memory. The path is short: that of a socket has to fit into 108 bytes.
 */
export async function temporaryDirectory(size: 'small' | 'large' = 'small'): Promise<Temporary> {
  removeAtExit();
  const path = await mkdtemp(join(size === 'small' ? tmpdir() : '/var/tmp', 'baton-'));
  present.add(path);
  const remove = () => removeOne(path);
  return { path, remove, [Symbol.dispose]: remove };
}
