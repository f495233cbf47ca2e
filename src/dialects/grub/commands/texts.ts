import { parseOptions } from '../options.ts';
import { compileRegexp } from '../regexp.ts';
import { BAD_ARGUMENT, OK, TEST_FAILURE } from '../status.ts';
import type { CommandTable } from './command.ts';

const REGEXP = { short: { s: 'set' }, long: { set: 'value' } } as const;
/** What a match costs of the budget, by the time that the worst one takes. */
const REGEXP_STEPS = 500;
const TR = {
  short: { s: 'set', U: 'upcase', D: 'downcase' },
  long: { set: 'value', upcase: 'flag', downcase: 'flag' },
} as const;

/** Commands that take texts apart: `regexp` (grub-core/commands/regexp.c) and `tr`. */
export const texts: CommandTable = {
  regexp(grub, given) {
    const options = parseOptions(given, REGEXP);
    if (typeof options === 'string') return grub.fail(BAD_ARGUMENT, `regexp: ${options}`);
    const [pattern, text, ...more] = options.args;
    if (pattern === undefined || text === undefined || more.length > 0)
      return grub.fail(BAD_ARGUMENT, 'regexp needs a pattern and a text');
    if (!grub.spend(REGEXP_STEPS)) return OK;
    const match = compileRegexp(pattern);
    if (typeof match === 'string') return grub.fail(TEST_FAILURE, `regexp: ${match}`);
    const groups = match(text);
    if (groups === 'too much work') return grub.fail(TEST_FAILURE, `regexp ${pattern} takes too long on this text`);
    if (!groups) return TEST_FAILURE;
    for (const target of options.values.get('set') ?? []) {
      const [, number = '1', name = ''] = /^(?:([0-9]+):)?([\s\S]*)$/.exec(target) ?? [];
      const group = groups[Number(number)];
      if (group === undefined) grub.environment.unset(name);
      else grub.environment.set(name, group);
    }
    return OK;
  },

  tr(grub, given) {
    const options = parseOptions(given, TR);
    if (typeof options === 'string') return grub.fail(BAD_ARGUMENT, `tr: ${options}`);
    const { values, args } = options;
    const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
    const lower = upper.toLowerCase();
    const [from, to, text] = values.has('upcase')
      ? [lower, upper, args[0]]
      : values.has('downcase')
        ? [upper, lower, args[0]]
        : args;
    if (from === undefined || to === undefined || text === undefined || from.length !== to.length)
      return grub.fail(BAD_ARGUMENT, 'tr needs two sets of one length, and a text');
    const result = [...text].map((char) => (from.includes(char) ? to[from.indexOf(char)] : char)).join('');
    const variable = values.get('set')?.at(-1);
    if (variable !== undefined) grub.environment.set(variable, result);
    return OK;
  },
};
