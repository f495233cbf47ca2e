// Each language with some thousand mutated configurations. `npm run fuzz` tries more.

import { test } from 'uvu';
import { dialects } from '../../../src/dialects/index.ts';
import { fuzz } from '../../fuzz/engine.ts';

/** Always the same: what others find is no matter of what has been changed last. `npm run fuzz` has another each time. */
const seed = 1;
const count = 2_000;

for (const dialect of dialects) {
  test(`no input makes ${dialect.name} throw, hang, take memory or answer with two defaults`, async () => {
    const { slowest, entries } = await fuzz(dialect, seed, count);
    console.log(`${dialect.name}: the slowest took ${slowest.toFixed(1)} ms; ${entries} entries`);
    if (entries === 0) throw new Error('the seeds of this language have no entries, so that they test nothing');
  });
}

test.run();
