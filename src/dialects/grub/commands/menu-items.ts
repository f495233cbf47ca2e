import type { Interpreter } from '../interpreter.ts';
import { parseOptions } from '../options.ts';
import { BAD_ARGUMENT, MENU, OK, type Status } from '../status.ts';
import type { Simple } from '../syntax.ts';
import type { CommandTable } from './command.ts';

/** More entries than this are not taken into one menu. */
const MAX_ITEMS = 10_000;
/** What an entry costs of the budget, by the time it takes. */
const STEPS = 10;

const OPTIONS = {
  lenient: true,
  long: {
    class: 'value',
    users: 'optional',
    hotkey: 'value',
    source: 'value',
    id: 'value',
    unrestricted: 'flag',
  },
} as const;

/** `menuentry` and `submenu` (grub-core/commands/menuentry.c). */
export const menuItems: CommandTable = {
  menuentry: (grub, args, command) => add(grub, args, command, false),
  submenu: (grub, args, command) => add(grub, args, command, true),
};

function add(grub: Interpreter, given: string[], command: Simple, submenu: boolean): Status {
  const name = submenu ? 'submenu' : 'menuentry';
  const options = parseOptions(given, OPTIONS);
  if (typeof options === 'string') return grub.fail(BAD_ARGUMENT, `${name}: ${options}`);
  const { values, args } = options;
  const source = values.get('source')?.at(-1);
  if ((source === undefined) === (command.block === undefined))
    return grub.fail(BAD_ARGUMENT, `${name} needs one body: a { ... } behind it`);
  const title = args[0];
  if (title === undefined) return grub.fail(MENU, `${name} without a title`);
  if (!grub.spend(STEPS)) return OK;
  if (grub.menu.length >= MAX_ITEMS) return grub.fail(BAD_ARGUMENT, `more than ${MAX_ITEMS} entries in one menu`);
  const id = values.get('id')?.at(-1);
  const hotkey = values.get('hotkey')?.at(-1);
  const users = values.get('users')?.at(-1) ?? (values.has('unrestricted') ? undefined : '');
  grub.menu.push({
    title,
    id: id ?? title,
    hasId: id !== undefined,
    submenu,
    args,
    body: command.block ?? source!,
    classes: values.get('class') ?? [],
    ...(hotkey === undefined ? {} : { hotkey }),
    ...(users === undefined ? {} : { users }),
    file: grub.file,
    line: command.line,
  });
  return OK;
}
