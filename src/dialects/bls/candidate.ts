import type { Entry } from '../../entry/entry.ts';

/** An entry before its menu is put together, with what decides its place there. */
export interface Candidate {
  /** The file's name in lower case, with its counter, as systemd-boot names the entry; with `@profile` behind it. */
  readonly name: string;
  /** The same without the profile. */
  readonly file: string;
  readonly profile: number;
  readonly sortKey?: string;
  readonly machineId?: string;
  readonly version?: string;
  /** Its title, id and `default` are settled with those of the others. */
  readonly entry: Entry;
  /** Whether what it boots is there: systemd-boot does not list it otherwise. */
  readonly exists: boolean;
}

/** A file name with a boot counter: `debian+3-1.conf`. */
export interface Counted {
  /** Without the counter: `debian.conf`. */
  readonly name: string;
  readonly tries?: { readonly left: number; readonly done: number };
}

const MAX_TRIES = 2 ** 31 - 1;

/** https://uapi-group.org/specifications/specs/boot_loader_specification/#boot-counting */
export function splitCounter(name: string): Counted {
  const [, start, left, done = '0', suffix] = /^([\s\S]*)\+([0-9]+)(?:-([0-9]+))?(\.[a-z]+)$/i.exec(name) ?? [];
  const tries = { left: Number(left), done: Number(done) };
  if (start === undefined || Math.max(tries.left, tries.done) > MAX_TRIES) return { name };
  return { name: `${start}${suffix}`, tries };
}
