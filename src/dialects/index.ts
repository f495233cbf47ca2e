import type { Dialect } from './dialect.ts';
import { grub } from './grub/index.ts';
import { kboot } from './kboot/index.ts';
import { lilo } from './lilo/index.ts';
import { pxelinux, syslinux } from './syslinux/index.ts';
import { yaboot } from './yaboot/index.ts';

/** Every language, in the order in which their entries stand on the menu. */
export const dialects: readonly Dialect[] = [grub, syslinux, pxelinux, kboot, yaboot, lilo];

/** Where the dialects look, as paths on a volume with `*` for any name. */
export const places: readonly string[] = dialects.flatMap((dialect) => dialect.places);
