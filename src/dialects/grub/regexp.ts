// POSIX extended regular expressions for the `regexp` command, by backtracking with a limit: a pattern from a disk must
// not be able to hold up the boot, which JavaScript's own RegExp would let it do.

type Node =
  | { readonly kind: 'set'; readonly has: (char: string) => boolean }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'group'; readonly index: number; readonly choices: readonly Node[][] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly least: number; readonly most: number };

/** The whole match and its groups; undefined for a group that took no part. */
export type Groups = readonly (string | undefined)[];
type Match = (text: string) => Groups | 'too much work' | undefined;

const MAX_STEPS = 20_000;
const MAX_DEPTH = 50;
const MAX_PATTERN = 4096;
const MAX_CALLS = 2_000;
const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /[ \t\n\v\f\r]/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  xdigit: /[0-9A-Fa-f]/,
  print: /[ -~]/,
  graph: /[!-~]/,
  cntrl: /[\0-\x1f\x7f]/,
};

/** @returns a function that finds the first match in a text, or what is wrong with the pattern */
export function compileRegexp(pattern: string): Match | string {
  if (pattern.length > MAX_PATTERN) return 'the pattern is too long';
  const parser = new PatternParser(pattern);
  const choices = parser.choices(0);
  if (parser.problem !== undefined || !parser.atEnd) return parser.problem ?? `${pattern} has a ) too many`;
  const root: Node = { kind: 'group', index: 0, choices };
  return (text) => {
    for (let start = 0, steps = 0; start <= text.length; start += 1) {
      const attempt = new Attempt(text, steps);
      const groups: (string | undefined)[] = new Array(parser.groups + 1).fill(undefined);
      let longest: Groups | undefined;
      let end = -1;
      // POSIX wants the longest match at the first place; of equal ones the first found is the greedy one.
      attempt.run(root, start, groups, (at) => {
        if (at > end) {
          end = at;
          longest = [...groups];
        }
        return at === text.length;
      });
      if (longest) return longest;
      steps = attempt.steps;
      if (steps > MAX_STEPS) return 'too much work';
    }
    return undefined;
  };
}

class Attempt {
  readonly #text: string;
  steps: number;
  #calls = 0;

  constructor(text: string, steps: number) {
    this.#text = text;
    this.steps = steps;
  }

  /** Whether the node matches at `at` and what follows (`next`) matches behind it. */
  run(node: Node, at: number, groups: (string | undefined)[], next: (at: number) => boolean): boolean {
    this.steps += 1;
    if (this.steps > MAX_STEPS || this.#calls > MAX_CALLS) {
      this.steps = MAX_STEPS + 1;
      return false;
    }
    this.#calls += 1;
    const matched = this.#match(node, at, groups, next);
    this.#calls -= 1;
    return matched;
  }

  #match(node: Node, at: number, groups: (string | undefined)[], next: (at: number) => boolean): boolean {
    switch (node.kind) {
      case 'set':
        return at < this.#text.length && node.has(this.#text[at]!) && next(at + 1);
      case 'start':
        return at === 0 && next(at);
      case 'end':
        return at === this.#text.length && next(at);
      case 'group':
        return node.choices.some((sequence) =>
          this.#sequence(sequence, 0, at, groups, (end) => {
            const before = groups[node.index];
            groups[node.index] = this.#text.slice(at, end);
            if (next(end)) return true;
            groups[node.index] = before;
            return false;
          }),
        );
      case 'repeat':
        return this.#repeat(node, 0, at, groups, next);
    }
  }

  #sequence(
    nodes: readonly Node[],
    index: number,
    at: number,
    groups: (string | undefined)[],
    next: (at: number) => boolean,
  ): boolean {
    const node = nodes[index];
    return node ? this.run(node, at, groups, (end) => this.#sequence(nodes, index + 1, end, groups, next)) : next(at);
  }

  /** As many times as possible first; a round that takes nothing is not repeated. */
  #repeat(
    repeat: Extract<Node, { kind: 'repeat' }>,
    count: number,
    at: number,
    groups: (string | undefined)[],
    next: (at: number) => boolean,
  ): boolean {
    const again = (end: number) =>
      (end > at || count < repeat.least) && this.#repeat(repeat, count + 1, end, groups, next);
    if (count < repeat.most && this.run(repeat.node, at, groups, again)) return true;
    return count >= repeat.least && next(at);
  }
}

class PatternParser {
  readonly #pattern: string;
  #at = 0;
  groups = 0;
  problem: string | undefined;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  get atEnd(): boolean {
    return this.#at >= this.#pattern.length;
  }

  choices(depth: number): Node[][] {
    const choices: Node[][] = [[]];
    if (depth > MAX_DEPTH) this.problem ??= 'its parentheses are nested too deep';
    while (!this.atEnd && this.problem === undefined && this.#pattern[this.#at] !== ')') {
      if (this.#take('|')) choices.push([]);
      else choices.at(-1)!.push(this.#repeated(this.#atom(depth)));
    }
    return choices;
  }

  #atom(depth: number): Node {
    if (this.#take('(')) {
      this.groups += 1;
      const index = this.groups;
      const choices = this.choices(depth + 1);
      if (!this.#take(')')) this.problem ??= `${this.#pattern} has a ( without its )`;
      return { kind: 'group', index, choices };
    }
    if (this.#take('[')) return { kind: 'set', has: this.#bracket() };
    if (this.#take('^')) return { kind: 'start' };
    if (this.#take('$')) return { kind: 'end' };
    if (this.#take('.')) return { kind: 'set', has: () => true };
    this.#take('\\');
    const char = this.#pattern[this.#at] ?? '\\';
    this.#at += 1;
    return { kind: 'set', has: (other) => other === char };
  }

  #repeated(atom: Node): Node {
    let node = atom;
    for (;;) {
      const [found, least, comma, most] =
        /^(?:[*+?]|\{([0-9]+)(,?)([0-9]*)\})/.exec(this.#pattern.slice(this.#at, this.#at + 16)) ?? [];
      if (found === undefined) return node;
      this.#at += found.length;
      const range = { '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] }[found];
      const from = range?.[0] ?? Number(least);
      const to = range?.[1] ?? (comma === '' ? from : most === '' ? Infinity : Number(most));
      if (from > 255) this.problem ??= 'it repeats something more than 255 times';
      node = { kind: 'repeat', node, least: from, most: to };
    }
  }

  /** Behind `[`: characters, ranges and classes up to `]`; backslashes are ordinary. */
  #bracket(): (char: string) => boolean {
    const negated = this.#take('^');
    const tests: ((char: string) => boolean)[] = [];
    for (let first = true; first || this.#pattern[this.#at] !== ']'; first = false) {
      if (this.atEnd) {
        this.problem ??= `${this.#pattern} has a [ without its ]`;
        return () => false;
      }
      const [found, name, low, high, single] =
        /^(?:\[:([a-z]+):\]|([\s\S])-([^\]])|([\s\S]))/.exec(this.#pattern.slice(this.#at, this.#at + 16)) ?? [];
      this.#at += found?.length ?? 1;
      if (name !== undefined) {
        const known = CLASSES[name];
        if (!known) this.problem ??= `[:${name}:] is no class of characters`;
        tests.push((char) => known?.test(char) ?? false);
      } else if (low !== undefined) tests.push((char) => char >= low && char <= high!);
      else tests.push((char) => char === single);
    }
    this.#at += 1;
    return (char) => tests.some((test) => test(char)) !== negated;
  }

  #take(char: string): boolean {
    const there = this.#pattern[this.#at] === char;
    if (there) this.#at += 1;
    return there;
  }
}
