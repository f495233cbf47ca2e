import { parseOptions } from '../options.ts';
import { parseNumber } from '../setting-types.ts';
import type { CommandTable } from './command.ts';

const MAX_ITEMS = 1_000;

/** Menus and forms. (iPXE: src/hci/commands/dynui_cmd.c and src/hci/tui/menu_ui.c) */
export const menus: CommandTable = {
  menu: { run: begin },
  form: { run: begin },

  item: {
    run(run, args) {
      const parsed = parseOptions(args, { menu: 'm:', form: 'f:', key: 'k:', default: 'd', secret: 's', gap: 'g' });
      if (!parsed) return run.fail('an option of item is not understood');
      const { options, operands } = parsed;
      const id = options.menu ?? options.form ?? '';
      const menu = run.state.menus.get(id);
      if (!menu) return run.fail('item stands before any menu');
      const gap = 'gap' in options;
      const name = gap ? undefined : operands[0];
      const item = {
        name,
        text: operands.slice(gap ? 0 : 1).join(' '),
        key: options.key,
        default: 'default' in options,
        config: run.frame.script.name,
        line: run.line,
      };
      if (menu.items.length < MAX_ITEMS) run.state.menus.set(id, { ...menu, items: [...menu.items, item] });
      return 0;
    },
  },

  choose: {
    run(run, args) {
      const spec = { menu: 'm:', default: 'd:', timeout: 't:', retimeout: 'r:', keep: 'k' };
      const parsed = parseOptions(args, spec);
      const [setting] = parsed?.operands ?? [];
      if (!parsed || setting === undefined) return run.fail('choose wants a setting');
      const { options } = parsed;
      const id = options.menu ?? '';
      const menu = run.state.menus.get(id);
      const items = menu?.items.filter(({ name }) => name !== undefined) ?? [];
      if (!('keep' in options)) run.state.menus.delete(id);
      if (!menu || items.length === 0) return run.fail('there is nothing to choose from');
      const wanted = (item: (typeof items)[number]) =>
        options.default === undefined ? item.default : item.name === options.default;
      const choice = {
        menu,
        items,
        default: Math.max(items.findLastIndex(wanted), 0),
        timeout: Number(parseNumber(options.timeout ?? '0') ?? 0n),
        setting,
      };
      return { what: 'menu', choice, state: run.state };
    },
  },

  present: { run: (run, args) => (run.state.menus.delete(args[1] ?? '') ? 0 : run.fail('there is no form')) },
};

function begin(run: Parameters<CommandTable[string]['run']>[0], args: readonly string[]): number {
  const parsed = parseOptions(args, { name: 'n:', delete: 'd' });
  if (!parsed) return run.fail('an option of menu is not understood');
  const id = parsed.options.name ?? '';
  if ('delete' in parsed.options) run.state.menus.delete(id);
  else run.state.menus.set(id, { title: parsed.operands.join(' '), items: [] });
  return 0;
}
