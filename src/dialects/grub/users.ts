/**
 * Who may choose an item: the superusers, and those whom the item names.
 * (GRUB: `is_authenticated`, grub-core/normal/auth.c.)
 * @param superusers the variable of the menu that the item stands on; without it nobody is asked for a password
 * @param named the item's own list; undefined where everybody may choose it
 * @param outer who may choose the submenu that the item is in
 * @returns undefined for everybody
 */
export function usersOf(
  superusers: string | undefined,
  named: string | undefined,
  outer: readonly string[] | undefined,
): readonly string[] | undefined {
  if (!superusers || named === undefined) return outer;
  const own = new Set([...splitUsers(superusers), ...splitUsers(named)]);
  return outer ? outer.filter((name) => own.has(name)) : [...own];
}

/** The names in a list of users, such as the variable `superusers`. */
export function splitUsers(names: string): string[] {
  return names.split(/[ ,;|&]+/).filter((name) => name !== '');
}
