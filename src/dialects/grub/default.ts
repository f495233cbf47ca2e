import { parseNumber } from './number.ts';
import type { ItemNode, MenuNode } from './unfold.ts';

/**
 * The entry that boots when no key is pressed: the default one, or the first of `fallback` that boots where the
 * default fails. Where all fail, the default all the same.
 */
export function chooseDefault(menu: MenuNode): ItemNode | undefined {
  const first = menu.items[menu.default];
  if (!first) return undefined;
  const chosen = leaf(first);
  if (!chosen || chosen.boots) return chosen;
  // The list is of numbers, and ends at the first that is none.
  for (let rest = menu.fallback ?? ''; ; ) {
    const parsed = parseNumber(rest);
    if (!parsed) return chosen;
    const item = menu.items[Number(parsed.value)];
    const next = item && leaf(item);
    if (next?.boots) return next;
    rest = parsed.rest;
  }
}

function leaf(node: ItemNode): ItemNode | undefined {
  return node.menu ? chooseDefault(node.menu) : node.item.submenu ? undefined : node;
}
