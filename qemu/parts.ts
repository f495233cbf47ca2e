// What a machine that starts baton is made of.

import { makeImage } from '../build/make.ts';
import { ensureTools } from '../build/tools.ts';
import { demoDisk } from './debian/disk.ts';

export interface Image {
  /** Paths, as a machine takes them. */
  readonly kernel: string;
  readonly initrd: string;
}

/** Installs the emulator, if this host lacks it, and builds baton's image, if it is not the newest. */
export async function ensureImage(): Promise<Image> {
  await ensureTools(['qemu-system-x86_64']);
  const { vmlinuz, initramfs } = await makeImage();
  return { kernel: vmlinuz, initrd: initramfs };
}

/** As ensureImage, and makes the demo disk, if it is not there. Nobody may write to the disk. */
export async function ensureParts(): Promise<Image & { readonly disk: string }> {
  return { ...(await ensureImage()), disk: await demoDisk() };
}

/** The cmdline of baton's own kernel that puts it on the serial console. */
export const onSerial = 'console=ttyS0,115200';
