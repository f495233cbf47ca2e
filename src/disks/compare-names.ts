/** Device names in the order of people: sda2 before sda10, sdb after sda, and sdaa after sdz. */
export function compareNames(a: string, b: string): number {
  const [, lettersA = a] = /^(\D*)/.exec(a) ?? [];
  const [, lettersB = b] = /^(\D*)/.exec(b) ?? [];
  const sameFamily = lettersA.slice(0, 2) === lettersB.slice(0, 2);
  if (sameFamily && lettersA.length !== lettersB.length) return lettersA.length - lettersB.length;
  return a.localeCompare(b, 'en', { numeric: true });
}
