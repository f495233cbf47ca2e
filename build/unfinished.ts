// What is not to stay behind when a signal ends the build in the middle of its making.

import { rmSync } from 'node:fs';
import { constants } from 'node:os';

const paths = new Set<string>();
let prepared = false;

/** Node runs no exit handlers when a signal ends it; with this it does. */
function prepare(): void {
  if (prepared) return;
  prepared = true;
  process.on('exit', () => {
    for (const path of paths) rmSync(path, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
}

/** Has the file or directory `path` removed should this process end before `using` does. */
export function unfinished(path: string): Disposable {
  prepare();
  paths.add(path);
  return { [Symbol.dispose]: () => paths.delete(path) };
}
