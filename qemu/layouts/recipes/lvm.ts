// LVM.

import type { Recipe } from '../recipe.ts';

/** A layout with the payload on the logical volume `root`, which `volume` makes in a group of `disks` of 64 MiB. */
const lvm = (name: string, disks: number, volume: string, after = ''): Recipe => ({
  name,
  disks: Array<number>(disks).fill(64),
  payload: 'filesystem',
  script: `group "$@"; ${volume}; put /dev/$vg/root; ${after}\nleave_group`,
});

export const lvmRecipes: readonly Recipe[] = [
  // More than one physical volume has.
  lvm('lvm-linear', 2, 'volume root --size 80M'),
  lvm('lvm-striped', 2, 'volume root --size 32M --stripes 2'),
  lvm('lvm-raid1', 2, 'volume root --size 20M --type raid1 --mirrors 1 --nosync'),
  lvm(
    'lvm-thin',
    1,
    `volume pool --type thin-pool --size 32M --poolmetadatasize 4M
     volume root --type thin --virtualsize 128M --thinpool pool`,
  ),
  // The origin has changed since, so that the snapshot has blocks of its own.
  lvm(
    'lvm-snapshot',
    1,
    'volume root --size 20M',
    `lvm lvcreate --quiet --quiet --snapshot --size 8M --name before "$vg/root"
     mount -t ext4 "/dev/$vg/root" "$PWD"; echo changed >"$PWD/changed"; umount "$PWD"`,
  ),
  // `torn` begins on the disk that is there and goes on on the one that is not.
  { ...lvm('lvm-missing-pv', 2, 'volume root --size 20M; volume torn --size 60M'), kept: 1 },
  { ...lvm('lvm-partitions', 1, 'volume root --size 24M'), payload: 'disk' },
];
