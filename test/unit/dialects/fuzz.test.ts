// Each language with some thousand mutated configurations. `npm run fuzz` tries more.

import { test } from 'uvu';
import { dialects } from '../../../src/dialects/index.ts';
import { fuzz } from '../../fuzz/engine.ts';

const seed = Date.now() % 2 ** 31;
const count = 2_000;
console.log(`seed ${seed}`);

for (const dialect of dialects) {
  test(`no input makes ${dialect.name} throw, hang, take memory or answer with two defaults`, async () => {
    const { slowest, entries } = await fuzz(dialect, seed, count);
    console.log(`${dialect.name}: the slowest took ${slowest.toFixed(1)} ms; ${entries} entries`);
    if (entries === 0) throw new Error('the seeds of this language have no entries, so that they test nothing');
  });
}

test.run();
