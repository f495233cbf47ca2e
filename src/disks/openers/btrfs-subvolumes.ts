// Which subvolumes of a btrfs are systems, and which are kept as a state that one of them had.

import type { SubvolumeItem } from '../../linux/btrfs.ts';

/** A subvolume, and its path from the top level: `/@/.snapshots/1/snapshot`. */
export interface Located extends SubvolumeItem {
  readonly path: string;
}

export interface Choice {
  /** The one that is mounted where none is asked for; undefined where that is the top level. */
  readonly default?: Located;
  /** What may be the root or the /boot of a system, those nearest to the top level first. */
  readonly systems: readonly Located[];
  /** The newest first. */
  readonly snapshots: readonly Located[];
}

/** Where snapper and Timeshift keep what they make. */
const kept = [/\/\.snapshots\/[0-9]+\/snapshot$/, /^\/timeshift-btrfs\/snapshots\/[^/]+\/[^/]+$/];
/** What people and other tools call a copy that they can still write to. */
const copyName = /snap|backup|[0-9]{4}-?[0-9]{2}-?[0-9]{2}/i;
/** Containers keep whole systems in subvolumes as well, further down: /var/lib/machines, /var/lib/docker. */
const maxDepth = 3;

/** Tells systems from snapshots by where they lie, what they are made of, and whether they can be written to. */
export function chooseSubvolumes(all: readonly Located[], defaultNumber: number): Choice {
  const chosen = all.find(({ number }) => number === defaultNumber);
  const others = all.filter((one) => one !== chosen);
  const systems = others.filter((one) => !isSnapshot(one) && depth(one) <= maxDepth);
  const snapshots = others.filter(isSnapshot);
  return {
    ...(chosen ? { default: chosen } : {}),
    systems: systems.sort((a, b) => depth(a) - depth(b) || (a.path < b.path ? -1 : 1)),
    snapshots: snapshots.sort((a, b) => b.created - a.created || b.number - a.number),
  };
}

function isSnapshot({ path, snapshotOf, readOnly }: Located): boolean {
  if (kept.some((place) => place.test(path))) return true;
  return snapshotOf !== undefined && (readOnly || copyName.test(path));
}

function depth({ path }: Located): number {
  return path.split('/').length - 1;
}
