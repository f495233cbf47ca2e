import { compareVersions } from '../../entry/version-compare.ts';
import type { Candidate } from './candidate.ts';

/**
 * The order of the menu: what has no tries left comes last; what has a sort-key comes first, by sort-key, machine-id
 * and version (the newest first); the rest by file name, the newest first.
 * https://uapi-group.org/specifications/specs/boot_loader_specification/#sorting
 * Like systemd-boot it compares names with their suffix. (systemd: `boot_entry_compare`, src/boot/boot.c.)
 */
export function compareCandidates(a: Candidate, b: Candidate): number {
  return (
    Number(isBad(a)) - Number(isBad(b)) ||
    Number(a.sortKey === undefined) - Number(b.sortKey === undefined) ||
    (a.sortKey === undefined ? 0 : compareSorted(a, b)) ||
    compareVersions(b.file, a.file) ||
    a.profile - b.profile ||
    compareTries(a, b)
  );
}

function compareSorted(a: Candidate, b: Candidate): number {
  return (
    compareTexts(a.sortKey, b.sortKey) ||
    compareTexts(a.machineId, b.machineId) ||
    compareVersions(b.version ?? '', a.version ?? '')
  );
}

function compareTries({ entry: { tries: a } }: Candidate, { entry: { tries: b } }: Candidate): number {
  return a && b ? b.left - a.left || a.done - b.done : 0;
}

function isBad({ entry }: Candidate): boolean {
  return entry.tries?.left === 0;
}

function compareTexts(a = '', b = ''): number {
  return a < b ? -1 : Number(a > b);
}
