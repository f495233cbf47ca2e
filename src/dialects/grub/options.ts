/** What options a command takes. https://www.gnu.org/software/grub/manual/grub/html_node/Commands.html */
export interface OptionTable {
  /** Long names; the value says what follows: nothing, a value, or a value that may be missing. */
  readonly long: Readonly<Record<string, 'flag' | 'value' | 'optional'>>;
  /** Letters, and the long names that they stand for. */
  readonly short?: Readonly<Record<string, string>>;
  /** Unknown options are arguments. */
  readonly lenient?: boolean;
}

export interface Options {
  /** Every value given for an option, in order; an option without a value counts as ''. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly args: readonly string[];
}

/**
 * Takes options out of arguments as GRUB does, wherever they stand: `--name=value`, `--name value`, `-abc`, and `--`
 * before what is no option. (GRUB: `grub_arg_parse`, grub-core/lib/arg.c.)
 * @returns or what is wrong with them, as a clause
 */
export function parseOptions(args: readonly string[], table: OptionTable): Options | string {
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  const note = (name: string, value: string) => {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index]!;
    if (arg === '--') {
      rest.push(...args.slice(index + 1));
      break;
    }
    if (arg[0] !== '-' || arg.length === 1) {
      rest.push(arg);
      continue;
    }
    const isLong = arg.startsWith('--');
    const equals = isLong ? arg.indexOf('=') : -1;
    const names = isLong
      ? [arg.slice(2, equals < 0 ? undefined : equals)]
      : [...arg.slice(1)].map((letter) => table.short?.[letter]);
    if (names.some((name) => name === undefined || !Object.hasOwn(table.long, name))) {
      if (!table.lenient) return `${arg} is no option of it`;
      rest.push(arg);
      continue;
    }
    const name = names.pop()!;
    for (const flag of names) note(flag!, '');
    const next = args[index + 1];
    if (equals >= 0) {
      if (table.long[name] === 'flag') return `${arg} takes no value`;
      note(name, arg.slice(equals + 1));
    } else if (table.long[name] === 'flag') note(name, '');
    else if (next !== undefined && (next[0] !== '-' || (table.long[name] === 'value' && !isLong))) {
      note(name, next);
      index += 1;
    } else if (table.long[name] === 'optional') note(name, '');
    else return `${arg} needs a value`;
  }
  return { values, args: rest };
}
