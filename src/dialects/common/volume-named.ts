import { names } from '../../entry/names.ts';
import type { Volume } from '../../entry/volume.ts';

/** The volume that a configuration means by `name`; see {@link names}. */
export function volumeNamed(name: string, volumes: readonly Volume[]): Volume | undefined {
  return volumes.find(({ identity }) => names(name, identity));
}

/** The volume that is partition `number` of the disk that `volume` is on. */
export function partitionBeside(volume: Volume, number: number, volumes: readonly Volume[]): Volume | undefined {
  const disk = diskOf(volume.identity.device ?? '');
  return disk === undefined ? undefined : volumeNamed(partitionName(disk, number), volumes);
}

/** `sda` and 2 to `sda2`, `nvme0n1` and 2 to `nvme0n1p2`. */
export function partitionName(disk: string, number: number): string {
  return /[0-9]$/.test(disk) ? `${disk}p${number}` : `${disk}${number}`;
}

/** `/dev/sda` of `/dev/sda2`; undefined where the name is not one of a partition. */
function diskOf(device: string): string | undefined {
  return /^(.*[0-9])p[0-9]+$/.exec(device)?.[1] ?? /^(.*[a-z])[0-9]+$/.exec(device)?.[1];
}
