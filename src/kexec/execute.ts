import { LinuxError } from '../linux/errno.ts';
import { rebootMachine } from '../linux/reboot.ts';
import { LoadError } from './load-error.ts';

/** Starts the kernel that lies ready. Comes back only by raising {@link LoadError}. */
export function execute(): never {
  try {
    rebootMachine('kexec');
  } catch (failure) {
    const code = failure instanceof LinuxError ? failure.code : String(failure);
    throw new LoadError(
      `The running kernel did not start the loaded one (${code}). Try again, or choose another entry.`,
    );
  }
  throw new LoadError('The running kernel did not start the loaded one and gave no reason. Try another entry.');
}
