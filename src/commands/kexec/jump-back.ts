import { readFileSync } from 'node:fs';
import { noteJump } from '../../kexec/jump.ts';
import { LoadError } from '../../kexec/load-error.ts';
import { explainRefusal } from '../../kexec/refusal.ts';
import { LinuxError } from '../../linux/errno.ts';
import { isKexecLoaded, loadKexecSegments } from '../../linux/kexec-load.ts';

/** What the kernel that is jumped back into has written on the cmdline of this one. */
const parameter = /(?:^|\s)kexec_jump_back_entry=0x([0-9a-f]{1,16})(?:\s|$)/;

/**
 * Loads the way back into the kernel from which this one was jumped into: nothing but an address, since that kernel is
 * there. @param entry the address, 0 for the one in /proc/cmdline. Raises LoadError.
 */
export async function loadJumpBack(entry: number): Promise<void> {
  if (isKexecLoaded())
    throw new LoadError(
      'Something is loaded already. Unload it with kexec -u, if this is the kernel to jump back from.',
    );
  const address = entry || Number.parseInt(parameter.exec(readFileSync('/proc/cmdline', 'utf8'))?.[1] ?? '0', 16);
  if (address === 0)
    throw new LoadError(
      'Where the first kernel is entered is not known: there is no kexec_jump_back_entry in /proc/cmdline. Give it with --entry.',
    );
  try {
    await loadKexecSegments(address, [{ address: 0, bytes: new Uint8Array(), size: 0 }], { preserveContext: true });
  } catch (failure) {
    if (!(failure instanceof LinuxError)) throw failure;
    throw new LoadError(explainRefusal('the way back', failure.code, 'kexec_load'), { cause: failure });
  }
  noteJump(true);
}
