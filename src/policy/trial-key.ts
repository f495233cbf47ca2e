import type { Entry, Resource } from '../entry/entry.ts';
import type { Identity } from '../entry/volume.ts';

/**
 * Tells the system that an entry boots from all others, by what it boots: an entry that a new kernel was put into is
 * another one, and two entries for the same system are one. 16 hexadecimal digits; they stay the same from boot to
 * boot, also when the disk gets another name.
 * @param volumes the identities of all volumes
 */
export function trialKey(entry: Entry, volumes: readonly Identity[]): string {
  // The file's name of a unified kernel image may hold a counter.
  if (entry.source === 'uki') return hash([lasting(entry.volume, volumes), entry.id]);
  const place = (file: Resource) => [lasting(file.volume, volumes), file.image ?? '', file.path];
  const files = [...(entry.kernel ? [entry.kernel] : []), ...entry.initrds].flatMap(place);
  return hash([...files, entry.cmdline, String(entry.profile ?? 0)]);
}

/** What tells a volume from others at the next boot too. */
function lasting(id: string | undefined, volumes: readonly Identity[]): string {
  const identity = volumes.find((volume) => volume.id === id);
  return identity?.uuid ?? identity?.partuuid ?? id ?? '';
}

/** FNV-1a with 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(parts: readonly string[]): string {
  let value = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(parts.join('\0'))) value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 0x100000001b3n);
  return value.toString(16).padStart(16, '0');
}
