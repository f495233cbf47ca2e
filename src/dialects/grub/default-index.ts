import type { Menu } from './menu.ts';
import { parseInteger } from './number.ts';

/**
 * The index that `default` names: a number, read as by strtoul, wins over a title or id, and the first match counts.
 * What names nothing is the first entry. (GRUB: `get_entry_number` and `run_menu`, grub-core/normal/menu.c.)
 */
export function defaultIndex(value: string | undefined, menu: Menu): number {
  if (value === undefined) return 0;
  const number = parseInteger(value);
  const index = number ?? menu.findIndex(({ title, id }) => names(title, value) || names(id, value));
  return index >= 0 && index < menu.length ? index : 0;
}

/** Whether a path begins with this title or id. In a path `>` leads into a submenu and `>>` is a literal `>`. */
function names(title: string, path: string): boolean {
  const escaped = title.replaceAll('>', '>>');
  if (!path.startsWith(escaped)) return false;
  const rest = path.slice(escaped.length);
  return rest === '' || (rest[0] === '>' && rest[1] !== '>');
}
