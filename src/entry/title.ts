import type { Entry } from './entry.ts';

/** The entry's title behind those of the submenus around it: `Advanced options > Debian, with Linux 6.1`. */
export function fullTitle(entry: Entry): string {
  return [...entry.submenu, entry.title].join(' > ');
}
