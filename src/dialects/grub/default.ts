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
  return fallbacks(menu).find(({ boots }) => boots) ?? chosen;
}

/** The entries that `fallback` lists. The list is of numbers, and ends at the first that is none. */
export function fallbacks(menu: MenuNode): ItemNode[] {
  const nodes: ItemNode[] = [];
  let parsed = parseNumber(menu.fallback ?? '');
  // A menu has no use for more, and each is looked up anew.
  while (parsed && nodes.length < menu.items.length) {
    const item = menu.items[Number(parsed.value)];
    const node = item && leaf(item);
    if (node) nodes.push(node);
    parsed = parseNumber(parsed.rest);
  }
  return nodes;
}

function leaf(node: ItemNode): ItemNode | undefined {
  return node.menu ? chooseDefault(node.menu) : node;
}
