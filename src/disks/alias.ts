/**
 * Whether a pattern of modules.alias matches a device's modalias: `*`, `?` and `[…]` as in fnmatch(3) without flags.
 * The literal start of the pattern decides nearly always, so that no regular expression has to be made.
 */
export function matchAlias(pattern: string, alias: string): boolean {
  const wildcard = pattern.search(/[*?[]/);
  if (wildcard < 0) return pattern === alias;
  if (!alias.startsWith(pattern.slice(0, wildcard))) return false;
  const rest = pattern
    .slice(wildcard)
    .replace(/[\\^$.|+(){}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${rest}$`, 's').test(alias.slice(wildcard));
}
