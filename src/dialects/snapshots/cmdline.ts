import type { Subvolume } from '../../entry/volume.ts';

/** Words between blanks; blanks in double quotes belong to a word. (Linux: `next_arg`, lib/cmdline.c.) */
const WORD = /(?:[^\s"]|"[^"]*(?:"|$))+/g;
const ROOT_FLAGS = /^"?rootflags=/;
/** What can stand in rootflags as it is. */
const PLAIN = /^[^\s",\\]+$/;

export function wordsOf(cmdline: string): string[] {
  return cmdline.match(WORD) ?? [];
}

/** The value of the last `NAME=…`, which is the one that counts for the kernel. */
export function parameter(cmdline: string, name: string): string | undefined {
  const word = wordsOf(cmdline).findLast((one) => one.replace(/^"/, '').startsWith(`${name}=`));
  return word?.replaceAll('"', '').slice(name.length + 1);
}

/** Path, `/@`, or number of the subvolume that a cmdline has for the root; undefined where it leaves it to the default. */
export function rootSubvolume(cmdline: string): string | number | undefined {
  const flags = parameter(cmdline, 'rootflags')?.split(',') ?? [];
  const path = flags.findLast((flag) => flag.startsWith('subvol='))?.slice('subvol='.length);
  if (path !== undefined) return `/${path.split('/').filter(Boolean).join('/')}`;
  const number = flags.findLast((flag) => flag.startsWith('subvolid='))?.slice('subvolid='.length);
  return number === undefined ? undefined : Number(number);
}

/** The cmdline for the same system with another subvolume as its root, which is not written to. */
export function cmdlineFor(cmdline: string, { path, number }: Subvolume): string {
  const words = wordsOf(cmdline);
  const kept = (parameter(cmdline, 'rootflags') ?? '')
    .split(',')
    .filter((flag) => !/^(?:subvol(?:id)?=|rw$|$)/.test(flag));
  const name = path.slice(1);
  const flags = [PLAIN.test(name) ? `subvol=${name}` : `subvolid=${number}`, ...kept].join(',');
  const rootflags = /\s/.test(flags) ? `"rootflags=${flags}"` : `rootflags=${flags}`;
  const last = words.findLastIndex((word) => ROOT_FLAGS.test(word));
  const root = words.findLastIndex((word) => /^"?root=/.test(word));
  const access = words.findIndex((word) => word === 'ro' || word === 'rw');
  const changed = words.flatMap((word, at) => {
    if (at === last) return [rootflags];
    if (last < 0 && at === root) return [word, rootflags];
    if (at === access) return ['ro'];
    return ROOT_FLAGS.test(word) || word === 'ro' || word === 'rw' ? [] : [word];
  });
  return [...changed, ...(last < 0 && root < 0 ? [rootflags] : []), ...(access < 0 ? ['ro'] : [])].join(' ');
}
