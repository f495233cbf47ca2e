// What can be known of a kernel before the running one is asked to take it.

import { fstatSync, readSync } from 'node:fs';
import { bzImageHead, readBzImage } from '../images/bzimage.ts';
import { LoadError } from './load-error.ts';

/**
 * Checks the kernel open on `fd`: kexec_file_load accepts an image whose end is missing, and the machine would hang
 * in its decompressor. Images of other kinds are left to the running kernel to judge. Raises {@link LoadError}.
 */
export function checkKernel(fd: number, path: string, cmdline: string): void {
  const { size } = fstatSync(fd);
  if (size === 0) throw new LoadError(`The kernel ${path} is empty. Reinstall it, or choose another entry.`);
  const head = Buffer.alloc(bzImageHead);
  const length = readSync(fd, head, 0, head.length, 0);
  const image = readBzImage(head.subarray(0, length));
  if (!image) return;
  if (size < image.size) {
    throw new LoadError(
      `The kernel ${path} is cut off: it has ${size} bytes of ${image.size}. Reinstall it, or choose another entry.`,
    );
  }
  const given = Buffer.byteLength(cmdline);
  if (given > image.cmdlineSize) {
    throw new LoadError(
      `The command line has ${given} bytes, and the kernel ${path} takes at most ${image.cmdlineSize}. Shorten it in the configuration, or choose another entry.`,
    );
  }
}
