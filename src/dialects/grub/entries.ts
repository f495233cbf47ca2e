import type { Entry } from '../../entry/entry.ts';
import type { Boot } from './boot.ts';
import { toText } from './bytes.ts';
import type { ItemNode, MenuNode } from './unfold.ts';

/**
 * The entries of a menu and of its submenus, in the order in which they stand there.
 * @param chosen the item that boots by itself
 */
export function listEntries(menu: MenuNode, chosen: ItemNode | undefined): Entry[] {
  const entries: Entry[] = [];
  const used = new Set<string>();
  list(menu, []);
  return entries;

  function list({ items }: MenuNode, submenu: readonly string[]): void {
    for (const node of items) {
      const { item, menu: inner } = node;
      const title = toText(item.title);
      if (inner) list(inner, [...submenu, title]);
      else if (!item.submenu) {
        const own = item.hasId ? toText(item.id) : [...submenu, title].join('>');
        const id = unused(own, used);
        entries.push(toEntry(node, id, title, submenu, node === chosen));
      }
    }
  }
}

/** The entry for what a configuration boots without showing a menu. */
export function immediateEntry(boot: Boot, config: { volume: string; path: string }, line: number): Entry {
  return {
    id: config.path,
    title: config.path,
    submenu: [],
    source: 'grub',
    volume: config.volume,
    config: config.path,
    line,
    ...loaded(boot),
    default: true,
    diagnostics: [],
  };
}

function toEntry(node: ItemNode, id: string, title: string, submenu: readonly string[], isDefault: boolean): Entry {
  const { item, run, diagnostics } = node;
  const boot = run.boot ?? run.attempt;
  return {
    id,
    title,
    submenu,
    source: 'grub',
    volume: item.file.volume,
    config: item.file.path,
    line: item.line,
    ...loaded(boot ?? { kind: 'none', cmdline: '', initrds: [] }),
    default: isDefault,
    diagnostics: boot ? diagnostics : [...diagnostics, 'It loads nothing that could be booted.'],
  };
}

function loaded({ kind, kernel, initrds, devicetree, cmdline, bootImage }: Boot) {
  return {
    kind,
    ...(kernel ? { kernel } : {}),
    initrds,
    ...(devicetree ? { devicetree } : {}),
    cmdline: toText(cmdline),
    ...(bootImage === undefined ? {} : { bootImage: toText(bootImage) }),
  };
}

/** The id, with a number behind it where another entry has it already. */
function unused(id: string, used: Set<string>): string {
  let name = id;
  for (let number = 2; used.has(name); number += 1) name = `${id}#${number}`;
  used.add(name);
  return name;
}
