/** `sda10` as `sda` and 10, `nvme0n1p2` as `nvme` and 0, 1, 2 with the words in between. */
function parts(name: string): string[] {
  return name.match(/\d+|\D+/g) ?? [];
}

/**
 * Device names in the order of people: sda2 before sda10, sdb after sda, and sdaa after sdz. Not by Intl, whose data
 * alone take long to load.
 */
export function compareNames(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (const [index, one] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (one === other) continue;
    const [first, second] = [Number(one), Number(other)];
    if (first !== second && !Number.isNaN(first) && !Number.isNaN(second)) return first - second;
    const sameFamily = index === 0 && one.slice(0, 2) === other.slice(0, 2);
    if (sameFamily && one.length !== other.length) return one.length - other.length;
    return one < other ? -1 : 1;
  }
  return left.length - right.length;
}
