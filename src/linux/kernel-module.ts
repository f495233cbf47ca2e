import { callAsync, declare } from './libc.ts';
import { numbers } from './numbers.ts';

const finitModule = declare('long syscall(long number, int fd, const char *parameters, int flags)');

/**
 * Loads the kernel module that `fd` is open on, with `parameters` as on modprobe's command line; finit_module(2).
 * Returns when the module's own start has ended. Raises LinuxError; EEXIST means that it was loaded before.
 */
export async function loadModule(fd: number, parameters: string): Promise<void> {
  await callAsync('finit_module', finitModule, numbers.finitModule, fd, parameters, 0);
}
