import { callAsync, declare } from './libc.ts';
import { numbers } from './numbers.ts';

const kexecFileLoad = declare(
  'long syscall(long number, int kernel, int initrd, unsigned long length, const char *cmdline, unsigned long flags)',
);

/** linux/kexec.h */
const KEXEC_FILE_UNLOAD = 1;
const KEXEC_FILE_NO_INITRAMFS = 4;

/**
 * kexec_file_load(2): the kernel reads the image and the initrd from the two descriptors and keeps them for the next
 * kexec. `initrd` is undefined where there is none. Raises LinuxError.
 */
export async function loadKexecFile(kernel: number, initrd: number | undefined, cmdline: string): Promise<void> {
  const length = Buffer.byteLength(cmdline) + 1;
  const flags = initrd === undefined ? KEXEC_FILE_NO_INITRAMFS : 0;
  await callAsync(
    'kexec_file_load',
    kexecFileLoad,
    numbers.kexecFileLoad,
    kernel,
    initrd ?? -1,
    length,
    cmdline,
    flags,
  );
}

/** Forgets what was loaded. Raises LinuxError. */
export async function unloadKexecFile(): Promise<void> {
  await callAsync('kexec_file_load', kexecFileLoad, numbers.kexecFileLoad, -1, -1, 0, null, KEXEC_FILE_UNLOAD);
}
