import type { Reading } from '../entry/reading.ts';
import type { Volume } from '../entry/volume.ts';
import { android } from './android/index.ts';
import type { Dialect, Machine } from './dialect.ts';
import { grub } from './grub/index.ts';
import { ipxe } from './ipxe/index.ts';
import { kboot } from './kboot/index.ts';
import { kdump } from './kdump/index.ts';
import { kernels } from './kernels/index.ts';
import { kexecDefault } from './kexec-default/index.ts';
import { lilo } from './lilo/index.ts';
import { loopback } from './loopback/index.ts';
import { rpi } from './rpi/index.ts';
import { pxelinux, syslinux } from './syslinux/index.ts';
import { systemdBoot } from './systemd-boot/index.ts';
import { yaboot } from './yaboot/index.ts';

/** Disc images are configured for GRUB and ISOLINUX, and more of them tell all of it to GRUB. */
const ofImages: readonly Dialect[] = [grub, syslinux];

/**
 * Every language, in the order in which their entries stand on the menu. GRUB comes before systemd-boot: where both
 * show the same entry files, GRUB's settings made the cmdline.
 */
export const dialects: readonly Dialect[] = [
  grub,
  systemdBoot,
  syslinux,
  pxelinux,
  ipxe,
  loopback(ofImages),
  kboot,
  yaboot,
  lilo,
  rpi,
  android,
  kexecDefault,
  kdump,
  kernels,
];

/** The entries of a disc image at a URL, which is the id of `image`: its files as a volume. */
export async function readImageAtUrl(image: Volume, volumes: readonly Volume[], machine: Machine): Promise<Reading> {
  return (await import('./loopback/read.ts')).readImageAtUrl(image, volumes, machine, ofImages);
}

/** Where the dialects look, as paths on a volume with `*` for any name. */
export const places: readonly string[] = dialects.flatMap((dialect) => dialect.places);
