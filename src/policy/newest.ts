import type { Entry } from '../entry/entry.ts';
import { compareVersions } from '../entry/version-compare.ts';
import { isBootable, isRescue, mayFollow } from './bootable.ts';

/** `6.1.0-18-amd64`, out of `/boot/vmlinuz-6.1.0-18-amd64`. */
function kernelVersion({ kernel }: Entry): string {
  const name = kernel?.path.split('/').at(-1) ?? '';
  return /\d.*/.exec(name)?.[0] ?? name;
}

/**
 * The entry with the newest kernel, of those that can be booted and do not end at a maintenance prompt. What is installed
 * goes before disc images that somebody has put beside it.
 */
export function newestOf(entries: readonly Entry[]): Entry | undefined {
  const usual = entries.filter((entry) => isBootable(entry) && mayFollow(entry) && !isRescue(entry));
  const installed = usual.filter(({ source }) => source !== 'loopback');
  // Of several with one kernel, the first in the menu.
  return (installed.length > 0 ? installed : usual).reduce<Entry | undefined>((best, entry) => {
    return best && compareVersions(kernelVersion(entry), kernelVersion(best)) <= 0 ? best : entry;
  }, undefined);
}
