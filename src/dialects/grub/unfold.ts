import type { EnvironmentChange } from '../../entry/environment-change.ts';
import type { Boot } from './boot.ts';
import type { Budget } from './budget.ts';
import { toText } from './bytes.ts';
import { CUT_OFF } from './context.ts';
import { defaultIndex } from './default-index.ts';
import { Interpreter } from './interpreter.ts';
import type { MenuItem } from './menu.ts';
import { commandText } from './source-text.ts';
import type { Block } from './syntax.ts';

/** A menu as it would be on the screen, with what each of its items does when it is chosen. */
export interface MenuNode {
  readonly items: readonly ItemNode[];
  /** Index of the item that boots by itself. */
  readonly default: number;
  /** `fallback`, as it is written. */
  readonly fallback: string | undefined;
  /** Names of those who may do everything; where it is not set, everybody may. */
  readonly superusers: string | undefined;
}

export interface ItemNode {
  readonly item: MenuItem;
  /** What its body loads; where that fails, what it was to load. */
  readonly boot: Boot | undefined;
  /** Whether GRUB would boot it: a kernel is loaded. A command that fails after that, such as `initrd`, does not matter. */
  readonly boots: boolean;
  /** What is saved in environment blocks until it boots. */
  readonly changes: readonly EnvironmentChange[];
  /** Sentences about this item. */
  readonly diagnostics: readonly string[];
  /** What is shown when it is chosen, if that is a menu. */
  readonly menu?: MenuNode;
}

/** Steps for the body of one entry; one of grub-mkconfig takes about 50. A submenu's body may define thousands of entries. */
const ENTRY_STEPS = 5_000;
const SUBMENU_STEPS = 200_000;
/** What an entry costs beside its body, by the time it takes. */
const ITEM_STEPS = 30;
const MAX_DIAGNOSTICS = 20;
const TOO_MUCH = 'Not looked at: the entries before it took more work than any boot menu needs.';
const MAX_DEPTH = 20;

/**
 * Runs the body of every item of a menu, each as if it were the first that the user chose, and the bodies of what is
 * in its submenus. Nothing that a body changes is seen by the next one.
 * @param budget for all bodies together
 */
export async function unfold(shown: Interpreter, budget: Budget, depth = 0): Promise<MenuNode> {
  const items: ItemNode[] = [];
  for (const item of shown.menu) {
    if (!budget.spend(ITEM_STEPS)) {
      items.push({ item, boot: undefined, boots: false, changes: [], diagnostics: [TOO_MUCH] });
      continue;
    }
    const diagnostics: string[] = [];
    const run = begin(shown, item, budget, diagnostics);
    const { body } = item;
    const text = typeof body === 'string' ? commandText(body, item.line) : undefined;
    await (text ? run.runText(text, 'command') : run.runBlock(body as Block));
    if (run.stop === 'budget') diagnostics.push(`line ${run.line}: ${CUT_OFF}`);
    // What the body of a plain entry adds to a menu is not seen before the entry has been chosen.
    const leads = run.shown ?? (item.submenu && run.menu.length > 0 ? run : undefined);
    items.push({
      item,
      boot: run.boot ?? run.attempt,
      boots: run.boot !== undefined,
      changes: run.setting.blocks.changes,
      diagnostics,
      ...(leads && depth < MAX_DEPTH ? { menu: await unfold(leads, budget, depth + 1) } : {}),
    });
  }
  const { environment } = shown;
  return {
    items,
    default: defaultIndex(environment.get('default'), shown.menu),
    fallback: environment.get('fallback'),
    superusers: environment.get('superusers'),
  };
}

/** The interpreter for an item that is chosen. (GRUB: `grub_menu_execute_entry`, grub-core/normal/menu.c.) */
function begin(shown: Interpreter, item: MenuItem, budget: Budget, diagnostics: string[]): Interpreter {
  const { environment } = shown;
  const inner = item.submenu ? environment.context() : environment.fork();
  const chosen = environment.get('chosen');
  inner.set('chosen', `${chosen === undefined ? '' : `${chosen}>`}${item.id.replaceAll('>', '>>')}`);
  inner.export('chosen');
  const rest = restOfPath(environment.get('default') ?? '');
  if (rest === '') inner.unset('default');
  else inner.set('default', rest);
  const loopbacks = shown.setting.loopbacks.fork();
  const run = new Interpreter({
    environment: inner,
    functions: shown.setting.functions.fork(),
    loopbacks,
    mounts: shown.setting.mounts.fork(),
    passwords: shown.setting.passwords.fork(),
    files: shown.files.with(loopbacks),
    blocks: shown.setting.blocks.fork(),
    budget: budget.fork(item.submenu ? SUBMENU_STEPS : ENTRY_STEPS),
    note(file, line, message) {
      const where = file.path === item.file.path ? `line ${line}` : `${file.path} line ${line}`;
      const text = `${where}: ${toText(message)}`;
      if (diagnostics.length < MAX_DIAGNOSTICS && !diagnostics.includes(text)) diagnostics.push(text);
    },
    file: item.file,
    parameters: item.args,
  });
  run.line = item.line;
  return run;
}

/** What follows the first `>` that is not doubled. */
function restOfPath(path: string): string {
  return /^(?:>>|[^>])*>([\s\S]*)$/.exec(path)?.[1] ?? '';
}
