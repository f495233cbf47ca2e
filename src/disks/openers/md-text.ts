import { journalPlace, type MdSuperblock } from './md-superblock.ts';

/** The array's name, behind that of the host that made it. */
function ownName({ name }: MdSuperblock): string | undefined {
  return name?.slice(name.indexOf(':') + 1) || undefined;
}

/** The names that Linux and GRUB have for the array: `/dev/md/root`, `md/root`, `mduuid/…`. */
export function namesOf(superblock: MdSuperblock): string[] {
  const { minor, uuid } = superblock;
  const own = ownName(superblock);
  const number = minor ?? (/^\d+$/.test(own ?? '') ? own : undefined);
  return [
    ...(own === undefined ? [] : [`/dev/md/${own}`, `md/${own}`]),
    ...(number === undefined ? [] : [`/dev/md${number}`]),
    ...(minor === undefined ? [] : [`/dev/md/${minor}`, `md/md${minor}`]),
    `mduuid/${uuid}`,
  ];
}

function kindOf(level: number): string {
  return level === -1 ? 'linear array' : `RAID${level}`;
}

/** `RAID1 root`, and in version 0.90, which has no names, `RAID1 md0`. */
export function nameOf(superblock: MdSuperblock): string {
  const { level, minor } = superblock;
  const kind = kindOf(level);
  const own = minor === undefined ? ownName(superblock) : `md${minor}`;
  return own === undefined ? kind : `${kind} ${own}`;
}

/** `member 1`, `members 1, 3 and 4`, `journal`; empty where there are none. */
export function membersText(places: readonly number[]): string {
  const numbers = places.filter((place) => place !== journalPlace).map(String);
  const last = numbers.pop();
  const members = numbers.length === 0 ? `member ${last}` : `members ${numbers.join(', ')} and ${last}`;
  return [...(last === undefined ? [] : [members]), ...(places.includes(journalPlace) ? ['journal'] : [])].join(
    ' and ',
  );
}

/** How many members an array of this level can do without, at most: in RAID10 it depends on which they are. */
export function dispensable(level: number, size: number): number {
  if (level === 1 || level === 10) return size - 1;
  return level === 4 || level === 5 ? 1 : level === 6 ? 2 : 0;
}

/** What an array needs, as a clause. */
export function needsText(level: number, size: number): string {
  const number = dispensable(level, size);
  return `${kindOf(level)} ${number === 0 ? 'needs all members' : `can do without ${number} of ${size} members at most`}`;
}
