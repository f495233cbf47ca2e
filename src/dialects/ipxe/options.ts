/** Options of a command: long name to its letter, with `:` behind it where it takes a value. */
export type OptionSpec = Readonly<Record<string, string>>;

export interface Parsed {
  readonly options: Readonly<Record<string, string>>;
  readonly operands: readonly string[];
}

/**
 * Options before the first operand: `--name VALUE`, `--name=VALUE`, `-n VALUE`, `-nVALUE`; `--` ends them.
 * @returns undefined for an option that the command does not have, or one without its value
 */
export function parseOptions(args: readonly string[], spec: OptionSpec): Parsed | undefined {
  const options: Record<string, string> = {};
  let at = 0;
  while (at < args.length && /^-./.test(args[at]!)) {
    const arg = args[at]!;
    at += 1;
    if (arg === '--') break;
    if (arg.startsWith('--')) {
      const [name = '', value] = arg.slice(2).split(/=(.*)/s);
      if (!set(name, value)) return undefined;
    } else {
      for (let letter = 1; letter < arg.length; letter += 1) {
        const name = Object.keys(spec).find((long) => spec[long]![0] === arg[letter]);
        if (name === undefined) return undefined;
        const takesValue = spec[name]!.endsWith(':');
        if (!set(name, takesValue && letter + 1 < arg.length ? arg.slice(letter + 1) : undefined)) return undefined;
        if (takesValue) break;
      }
    }
  }
  return { options, operands: args.slice(at) };

  function set(name: string, value: string | undefined): boolean {
    if (!Object.hasOwn(spec, name)) return false;
    if (!spec[name]!.endsWith(':')) {
      options[name] = '';
      return value === undefined;
    }
    const given = value ?? args[at];
    if (given === undefined) return false;
    if (value === undefined) at += 1;
    options[name] = given;
    return true;
  }
}
