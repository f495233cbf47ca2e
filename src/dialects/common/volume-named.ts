import type { Identity, Volume } from '../../entry/volume.ts';

const TAGS: Readonly<Record<string, keyof Identity>> = {
  uuid: 'uuid',
  label: 'label',
  partuuid: 'partuuid',
  partlabel: 'partlabel',
};

/**
 * The volume that a configuration means by `UUID=…`, `LABEL=…`, `PARTUUID=…`, `PARTLABEL=…`, a link below
 * `/dev/disk/by-…`, `/dev/sda1` or just `sda1` (fstab(5), blkid(8)). UUIDs are compared without regard to case.
 */
export function volumeNamed(name: string, volumes: readonly Volume[]): Volume | undefined {
  const [, tag, value] =
    /^([a-z]+)=["']?([^"']*)["']?$/i.exec(name) ?? /^\/dev\/disk\/by-([a-z]+)\/(.+)$/.exec(name) ?? [];
  if (tag !== undefined && value) {
    const fact = TAGS[tag.toLowerCase()];
    if (!fact) return undefined;
    const same = fact.endsWith('uuid') ? (text?: string) => text?.toLowerCase() === value.toLowerCase() : undefined;
    return volumes.find(({ identity }) => (same ? same(identity[fact]) : identity[fact] === value));
  }
  const device = name.startsWith('/dev/') ? name : `/dev/${name}`;
  return volumes.find(({ identity }) => identity.device === device);
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
