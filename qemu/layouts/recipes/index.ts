// Every layout that there is.

import { type Layout, makeLayouts } from '../factory.ts';
import type { Recipe } from '../recipe.ts';
import { filesystemRecipes } from './filesystems.ts';
import { luksRecipes } from './luks.ts';
import { lvmRecipes } from './lvm.ts';
import { mdRecipes } from './md.ts';
import { nestedRecipes } from './nested.ts';

export const recipes: readonly Recipe[] = [
  ...mdRecipes,
  ...lvmRecipes,
  ...luksRecipes,
  ...nestedRecipes,
  ...filesystemRecipes,
];

/** The recipe called `name`. Throws if there is none. */
export function recipeOf(name: string): Recipe {
  const found = recipes.find((recipe) => recipe.name === name);
  if (!found) throw new Error(`there is no layout ${name}`);
  return found;
}

/** The disks of the layout `name`, from the cache or made now. Throws as {@link makeLayouts} does. */
export async function makeLayout(name: string): Promise<Layout> {
  return (await makeLayouts([recipeOf(name)]))[0]!;
}
