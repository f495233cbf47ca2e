/**
 * Compares two versions as systemd does: `6.9` is older than `6.10`, and `6.10~rc1` older than both.
 * https://uapi-group.org/specifications/specs/version_format_specification/#version-comparison
 * @returns below 0 where `a` is the older one, 0 where they are equal
 */
export function compareVersions(a: string, b: string): number {
  let [left, right] = [0, 0];
  for (;;) {
    left = endOf(SEPARATORS, a, left);
    right = endOf(SEPARATORS, b, right);
    for (const mark of '~-^.') {
      if (mark === '-' && (left === a.length || right === b.length))
        return Number(right === b.length) - Number(left === a.length);
      const [first, second] = [a[left] === mark, b[right] === mark];
      if (first !== second) return first ? -1 : 1;
      if (first) {
        left += 1;
        right += 1;
      }
    }
    const digits = isDigit(a[left]) || isDigit(b[right]);
    const pattern = digits ? DIGITS : LETTERS;
    const [leftEnd, rightEnd] = [endOf(pattern, a, left), endOf(pattern, b, right)];
    const order = (digits ? compareNumbers : compareTexts)(a.slice(left, leftEnd), b.slice(right, rightEnd));
    if (order !== 0) return order;
    left = leftEnd;
    right = rightEnd;
  }
}

const SEPARATORS = /[^A-Za-z0-9.~^-]*/y;
const DIGITS = /[0-9]*/y;
const LETTERS = /[A-Za-z]*/y;

/** Where the run of characters that begins at `at` ends. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.exec(text);
  return pattern.lastIndex;
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9';
}

/** Numbers of any length. Where one has none it is the older, even than 0: there systemd is not as the specification. */
function compareNumbers(a: string, b: string): number {
  if (a === '' || b === '') return Number(a !== '') - Number(b !== '');
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return x.length - y.length || compareTexts(x, y);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
