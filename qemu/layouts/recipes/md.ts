// RAID by the kernel's md driver. A name that says `degraded` lacks a member.

import type { Recipe } from '../recipe.ts';

const md = (name: string, level: string, members: number, metadata = '1.2'): Recipe => ({
  name,
  disks: Array<number>(members).fill(64),
  payload: 'filesystem',
  script: `array ${level} ${metadata} "$@"; put /dev/md0; mdadm --stop --quiet /dev/md0`,
});

/** A partition table on top of the array: partitions of RAID. */
const partitioned = (name: string, metadata: string): Recipe => ({
  ...md(name, '1', 2, metadata),
  payload: 'disk',
});

const without = (recipe: Recipe): Recipe => ({
  ...recipe,
  name: `${recipe.name}-degraded`,
  kept: recipe.disks.length - 1,
});

const raid1 = md('md-raid1', '1', 2);
const raid5 = md('md-raid5', '5', 3);
const raid10 = md('md-raid10', '10', 4);

export const mdRecipes: readonly Recipe[] = [
  md('md-raid0', '0', 2),
  ...[raid1, without(raid1)],
  ...[raid5, without(raid5)],
  ...[raid10, without(raid10)],
  md('md-0.90', '1', 2, '0.90'),
  md('md-1.0', '1', 2, '1.0'),
  partitioned('md-partitioned-0.90', '0.90'),
  partitioned('md-partitioned-1.0', '1.0'),
];
