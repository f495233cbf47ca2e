import type { Entry } from '../../entry/entry.ts';
import type { EnvironmentChange } from '../../entry/environment-change.ts';
import type { Boot } from './boot.ts';
import { toText } from './bytes.ts';
import type { ConfigFile, MenuItem } from './menu.ts';
import type { ItemNode, MenuNode } from './unfold.ts';
import { usersOf } from './users.ts';

/**
 * The entries of a menu and of its submenus, in the order in which they stand there, by their items.
 * @param chosen the item that boots by itself
 */
export function listEntries(menu: MenuNode, chosen: ItemNode | undefined): Map<ItemNode, Entry> {
  const entries = new Map<ItemNode, Entry>();
  const used = new Map<string, number>();
  list(menu, [], undefined, undefined);
  return entries;

  /**
   * @param outer the item that led here: a file inside a disc image is on no volume, so its entries come from there
   * @param allowed who may come here
   */
  function list(
    { items, superusers }: MenuNode,
    submenu: readonly string[],
    outer: MenuItem | undefined,
    allowed: readonly string[] | undefined,
  ): void {
    for (const node of items) {
      const { item, menu: inner } = node;
      const from = item.file.image !== undefined && outer ? outer : item;
      const title = toText(item.title);
      const users = usersOf(superusers, item.users, allowed);
      if (inner) list(inner, [...submenu, title], from, users);
      else if (!item.submenu || node.boot) {
        const own = item.hasId ? toText(item.id) : [...submenu, title].join('>');
        const id = unused(own, used);
        const restricted = users ? { users: users.map(toText) } : {};
        entries.set(node, { ...toEntry(node, from, id, submenu), ...restricted, default: node === chosen });
      }
    }
  }
}

/** The entry for what a configuration boots without showing a menu. */
export function immediateEntry(
  boot: Boot,
  config: ConfigFile,
  line: number,
  changes: readonly EnvironmentChange[],
): Entry {
  return {
    id: config.path,
    title: config.path,
    submenu: [],
    source: 'grub',
    volume: config.volume,
    config: config.path,
    line,
    ...loaded(boot),
    ...(changes.length === 0 ? {} : { changes }),
    default: true,
    diagnostics: [],
  };
}

function toEntry(node: ItemNode, from: MenuItem, id: string, submenu: readonly string[]): Entry {
  const { item, boot, changes, diagnostics } = node;
  return {
    id,
    title: toText(item.title),
    submenu,
    source: 'grub',
    volume: from.file.volume,
    config: from.file.path,
    line: from.line,
    ...loaded(boot ?? { kind: 'none', cmdline: '', initrds: [] }),
    ...(changes.length === 0 ? {} : { changes }),
    ...(item.hotkey === undefined ? {} : { hotkey: toText(item.hotkey) }),
    ...(item.classes.length === 0 ? {} : { classes: item.classes.map(toText) }),
    default: false,
    diagnostics: boot ? diagnostics : [...diagnostics, 'It loads nothing that could be booted.'],
  };
}

function loaded({ kind, kernel, initrds, moduleArguments, devicetree, cmdline, bootImage }: Boot) {
  return {
    kind,
    ...(kernel ? { kernel } : {}),
    initrds,
    ...(moduleArguments ? { moduleArguments: moduleArguments.map(toText) } : {}),
    ...(devicetree ? { devicetree } : {}),
    cmdline: toText(cmdline),
    ...(bootImage === undefined ? {} : { bootImage: toText(bootImage) }),
  };
}

/** The id, with a number behind it where another entry has it already. */
function unused(id: string, used: Map<string, number>): string {
  const count = (used.get(id) ?? 0) + 1;
  used.set(id, count);
  return count === 1 ? id : unused(`${id}#${count}`, used);
}
