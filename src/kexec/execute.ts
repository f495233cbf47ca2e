import { LinuxError } from '../linux/errno.ts';
import { rebootMachine } from '../linux/reboot.ts';
import { LoadError } from './load-error.ts';

/** What the kernel says instead of starting another one. */
const reasons: Readonly<Record<string, string>> = {
  EINVAL: 'no kernel is loaded. Load one first',
  EPERM: 'only root may do that. Be root, or use sudo',
  ENOSYS: 'the running kernel was built without kexec. Use a kernel that has CONFIG_KEXEC',
  EBUSY: 'another kexec is being prepared, or a process or device could not be put to sleep. Try again',
};

/**
 * Starts the kernel that lies ready; disks are written to first unless `sync` is false. Comes back only by raising
 * {@link LoadError}.
 */
export function execute({ sync = true } = {}): never {
  startLoaded(sync);
  throw new LoadError('The running kernel did not start the loaded one and gave no reason. Try another entry.');
}

/** The same, but comes back as well where what is loaded has jumped back. */
export function startLoaded(sync: boolean): void {
  try {
    rebootMachine('kexec', { sync });
  } catch (failure) {
    const code = failure instanceof LinuxError ? failure.code : String(failure);
    const reason = reasons[code] ?? 'it gives no other reason. Try again, or choose another entry';
    throw new LoadError(`The running kernel did not start the loaded one: ${reason} (${code}).`, { cause: failure });
  }
}
