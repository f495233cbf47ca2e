import type { Recipe } from './recipe.ts';

/** A machine has room for about 28 devices on its PCI bus. */
const disksAtOnce = 24;

/**
 * The recipes in groups whose disks fit into one machine. Those that are cut off come last in each, since what follows
 * them would be written back with them.
 */
export function batches(recipes: readonly Recipe[]): Recipe[][] {
  const groups: Recipe[][] = [];
  let room = 0;
  for (const recipe of recipes) {
    const disks = recipe.disks.length + (recipe.payload === undefined ? 0 : 1);
    if (groups.length === 0 || disks > room) {
      groups.push([]);
      room = disksAtOnce;
    }
    groups.at(-1)!.push(recipe);
    room -= disks;
  }
  for (const group of groups) group.sort((a, b) => Number(a.cutOff ?? false) - Number(b.cutOff ?? false));
  return groups;
}
