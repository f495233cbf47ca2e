// Command lines as getopt_long(3) reads them: options anywhere, short ones together, long ones shortened, `--` at the
// end of them. https://man7.org/linux/man-pages/man3/getopt.3.html

export interface Option {
  readonly long: string;
  readonly short?: string;
  readonly argument?: boolean;
}

export interface Parsed {
  /** In the order in which they were given, by their long names, with their arguments. */
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly operands: readonly string[];
  /** What is wrong; nothing behind it was read. */
  readonly problem?: string;
}

/** Reads `args`. A problem is worded as glibc does it, without the program's name. */
export function getopt(args: readonly string[], known: readonly Option[]): Parsed {
  const options: { name: string; value: string }[] = [];
  const operands: string[] = [];
  const rest = [...args];
  const fail = (problem: string): Parsed => ({ options, operands, problem });

  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') return { options, operands: [...operands, ...rest] };
    if (!arg.startsWith('-') || arg === '-') {
      operands.push(arg);
    } else if (arg.startsWith('--')) {
      const found = long(arg, known);
      if (typeof found === 'string') return fail(found);
      const value = found.value ?? (found.option.argument ? rest.shift() : '');
      if (value === undefined) return fail(`option '--${found.option.long}' requires an argument`);
      options.push({ name: found.option.long, value });
    } else {
      for (let letters = arg.slice(1); letters !== ''; ) {
        const option = known.find(({ short }) => short === letters[0]);
        if (!option) return fail(`invalid option -- '${letters[0]}'`);
        letters = letters.slice(1);
        if (!option.argument) {
          options.push({ name: option.long, value: '' });
          continue;
        }
        const value = letters === '' ? rest.shift() : letters;
        if (value === undefined) return fail(`option requires an argument -- '${option.short}'`);
        options.push({ name: option.long, value });
        letters = '';
      }
    }
  }
  return { options, operands };
}

/** The option that `arg` names, and the argument behind `=`; or what is wrong with it. */
function long(arg: string, known: readonly Option[]): { option: Option; value: string | undefined } | string {
  const [, name = '', value] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(arg) ?? [];
  const begun = known.filter((option) => option.long.startsWith(name));
  const option = begun.find((one) => one.long === name) ?? begun[0];
  if (!option) return `unrecognized option '--${name}'`;
  if (option.long !== name && begun.length > 1) {
    const names = begun.map((one) => ` '--${one.long}'`).join('');
    return `option '--${name}' is ambiguous; possibilities:${names}`;
  }
  if (value !== undefined && !option.argument) return `option '--${option.long}' doesn't allow an argument`;
  return { option, value };
}
