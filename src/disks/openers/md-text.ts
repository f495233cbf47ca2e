import { journalPlace, type MdSuperblock } from './md-superblock.ts';

/** `RAID1 root` */
export function nameOf({ level, name }: MdSuperblock): string {
  const kind = level === -1 ? 'linear array' : `RAID${level}`;
  // The name of the host that made it stands before a colon.
  const own = name?.slice(name.indexOf(':') + 1);
  return own ? `${kind} ${own}` : kind;
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
