import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { batches } from '../../../../qemu/layouts/batches.ts';
import type { Recipe } from '../../../../qemu/layouts/recipe.ts';

const recipe = (name: string, disks: number, more: Partial<Recipe> = {}): Recipe => ({
  name,
  disks: Array<number>(disks).fill(64),
  ...more,
});
const namesOf = (groups: readonly (readonly Recipe[])[]) => groups.map((group) => group.map(({ name }) => name));

test('what does not fit into a machine beside the others gets the next one', () => {
  const groups = batches([recipe('a', 12), recipe('b', 11, { payload: 'tar' }), recipe('c', 1)]);
  assert.equal(namesOf(groups), [['a', 'b'], ['c']]);
});

test('what is cut off comes last', () => {
  const groups = batches([recipe('a', 1), recipe('dirty', 1, { cutOff: true }), recipe('b', 1)]);
  assert.equal(namesOf(groups), [['a', 'b', 'dirty']]);
});

test('nothing needs no machine', () => {
  assert.equal(batches([]), []);
});

test.run();
