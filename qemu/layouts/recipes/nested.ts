// One kind of stack on another.

import type { Recipe } from '../recipe.ts';

export const nestedRecipes: readonly Recipe[] = [
  {
    name: 'lvm-on-luks',
    disks: [64],
    payload: 'filesystem',
    script: `container luks2 "$1"; group "/dev/mapper/$vg"; volume root --size 20M; put "/dev/$vg/root"
leave_group; cryptsetup close "$vg"`,
  },
  {
    name: 'luks-on-lvm',
    disks: [64],
    payload: 'filesystem',
    script: `group "$1"; volume root --size 48M; container luks2 "/dev/$vg/root"; put "/dev/mapper/$vg"
cryptsetup close "$vg"; leave_group`,
  },
  {
    name: 'lvm-on-md',
    disks: [64, 64],
    payload: 'filesystem',
    script: `array 1 1.2 "$@"; group /dev/md0; volume root --size 20M; put "/dev/$vg/root"
leave_group; mdadm --stop --quiet /dev/md0`,
  },
  {
    name: 'luks-on-md',
    disks: [64, 64],
    payload: 'filesystem',
    script: `array 1 1.2 "$@"; container luks2 /dev/md0; put "/dev/mapper/$vg"
cryptsetup close "$vg"; mdadm --stop --quiet /dev/md0`,
  },
];
