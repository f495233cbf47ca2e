import { callAsync, declare } from './libc.ts';
import { numbers } from './numbers.ts';

const kexecFileLoad = declare(
  'long syscall(long number, int kernel, int initrd, unsigned long length, const char *cmdline, unsigned long flags)',
);

/** linux/kexec.h */
const KEXEC_FILE_UNLOAD = 1;
const KEXEC_FILE_ON_CRASH = 2;
const KEXEC_FILE_NO_INITRAMFS = 4;

/**
 * kexec_file_load(2): the kernel reads the image and the initrd from the two descriptors and keeps them for the next
 * kexec, or with `crash` for the next crash. `initrd` is undefined where there is none. Raises LinuxError.
 */
export async function loadKexecFile(
  kernel: number,
  initrd: number | undefined,
  cmdline: string,
  { crash = false } = {},
): Promise<void> {
  const length = Buffer.byteLength(cmdline) + 1;
  const flags = (initrd === undefined ? KEXEC_FILE_NO_INITRAMFS : 0) | (crash ? KEXEC_FILE_ON_CRASH : 0);
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

/** Forgets what was loaded, or with `crash` what was loaded for a crash. Raises LinuxError. */
export async function unloadKexecFile({ crash = false } = {}): Promise<void> {
  const flags = KEXEC_FILE_UNLOAD | (crash ? KEXEC_FILE_ON_CRASH : 0);
  await callAsync('kexec_file_load', kexecFileLoad, numbers.kexecFileLoad, -1, -1, 0, null, flags);
}
