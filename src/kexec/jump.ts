// Jumping into what was loaded to come back from it. The running kernel does not tell whether it was; a mark does.

import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { startLoaded } from './execute.ts';

/** Its being there means that the kernel that is loaded is one to come back from. */
const mark = '/run/baton-kexec-jump';

/** Notes whether what has just been loaded, or unloaded, is something to come back from. Raises Node's error. */
export function noteJump(jump: boolean): void {
  if (jump) writeFileSync(mark, '');
  else rmSync(mark, { force: true });
}

export function isJumpLoaded(): boolean {
  return existsSync(mark);
}

/**
 * Jumps into what is loaded, and returns when it has jumped back; processes stand still meanwhile, and devices sleep.
 * It stays loaded: jumping again goes on where it left. Disks are written to first unless `sync` is false. Raises
 * LoadError.
 */
export function jump({ sync = true } = {}): void {
  startLoaded(sync);
}
