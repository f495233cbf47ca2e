import type { Budget } from './budget.ts';
import { toText } from './bytes.ts';
import { defaultIndex } from './default-index.ts';
import { Interpreter } from './interpreter.ts';
import type { MenuItem } from './menu.ts';
import { commandText } from './source-text.ts';
import { OK, type Status } from './status.ts';

/** A menu as it would be on the screen, with what each of its items does when it is chosen. */
export interface MenuNode {
  readonly items: readonly ItemNode[];
  /** Index of the item that boots by itself. */
  readonly default: number;
  /** `fallback`, as it is written. */
  readonly fallback: string | undefined;
}

export interface ItemNode {
  readonly item: MenuItem;
  /** What its body did. For a submenu: the interpreter whose menu is shown. */
  readonly run: Interpreter;
  readonly status: Status;
  /** Sentences about this item. */
  readonly diagnostics: readonly string[];
  /** What is shown when it is chosen, if that is a menu. */
  readonly menu?: MenuNode;
}

/** Steps for the body of one entry. A body of grub-mkconfig takes about 50. */
const BODY_STEPS = 20_000;
const MAX_DIAGNOSTICS = 20;
const MAX_DEPTH = 20;

/**
 * Runs the body of every item of a menu, each as if it were the first that the user chose, and the bodies of what is
 * in its submenus. Nothing that a body changes is seen by the next one.
 * @param budget for all bodies together
 */
export async function unfold(shown: Interpreter, budget: Budget, depth = 0): Promise<MenuNode> {
  const items: ItemNode[] = [];
  for (const item of shown.menu) {
    const node = await choose(shown, item, budget);
    const leads = node.run.shown ?? (node.run.menu.length > 0 ? node.run : undefined);
    if (leads && depth < MAX_DEPTH) items.push({ ...node, menu: await unfold(leads, budget, depth + 1) });
    else items.push(node);
  }
  const { environment } = shown;
  return {
    items,
    default: defaultIndex(environment.get('default'), shown.menu),
    fallback: environment.get('fallback'),
  };
}

/** What happens when an item is chosen. (GRUB: `grub_menu_execute_entry`, grub-core/normal/menu.c.) */
async function choose(shown: Interpreter, item: MenuItem, budget: Budget): Promise<ItemNode> {
  const diagnostics: string[] = [];
  const { environment } = shown;
  const inner = item.submenu ? environment.context() : environment.fork();
  const chosen = environment.get('chosen');
  inner.set('chosen', `${chosen === undefined ? '' : `${chosen}>`}${item.id.replaceAll('>', '>>')}`);
  inner.export('chosen');
  const rest = restOfPath(environment.get('default') ?? '');
  if (rest !== '') inner.set('default', rest);
  const loopbacks = shown.setting.loopbacks.fork();
  const run = new Interpreter({
    environment: inner,
    functions: shown.setting.functions.fork(),
    loopbacks,
    files: shown.files.with(loopbacks),
    budget: budget.fork(BODY_STEPS),
    note(file, line, message) {
      const where = file.path === item.file.path ? `line ${line}` : `${file.path} line ${line}`;
      const text = `${where}: ${toText(message)}`;
      if (diagnostics.length < MAX_DIAGNOSTICS && !diagnostics.includes(text)) diagnostics.push(text);
    },
    file: item.file,
    parameters: item.args,
  });
  run.line = item.line;
  const { body } = item;
  const status =
    typeof body === 'string' ? await run.runText(commandText(body, item.line), 'command') : await run.runBlock(body);
  return { item, run: item.submenu ? run : withoutMenu(run), status, diagnostics };
}

/** What follows the first `>` that is not doubled. */
export function restOfPath(path: string): string {
  return /^(?:>>|[^>])*>([\s\S]*)$/.exec(path)?.[1] ?? '';
}

/** Entries that the body of a `menuentry` defines are not seen before it has been chosen. */
function withoutMenu(run: Interpreter): Interpreter {
  run.menu.length = 0;
  return run;
}

/** Whether GRUB would boot the item: something is loaded, and the body's last command did not fail. */
export function boots({ run, status }: ItemNode): boolean {
  return run.boot !== undefined && (status === OK || run.stop === 'boot');
}
