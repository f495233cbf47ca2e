// Makes the layouts that are named, or all, and prints where their disks lie.

import { script } from '../../build/script.ts';
import { makeLayouts } from './factory.ts';
import { recipeOf, recipes } from './recipes/index.ts';

await script(async () => {
  const names = process.argv.slice(2);
  const chosen = names.length > 0 ? names.map(recipeOf) : recipes;
  for (const { name, disks } of await makeLayouts(chosen)) console.log([name, ...disks].join('\n  '));
  return 0;
});
