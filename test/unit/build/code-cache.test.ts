import { Script } from 'node:vm';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { codeCache } from '../../../build/code-cache.ts';

const filename = '/lib/baton/program.js';
const text = '(function (a) { function twice(n) { return 2 * n } class Box { x = a }; return twice(new Box().x) })';

test('Node accepts the cache, as it runs without flags', async () => {
  const cachedData = Buffer.from(await codeCache([process.execPath], Buffer.from(text), filename));
  const script = new Script(text, { filename, cachedData });
  assert.is(script.cachedDataRejected, false);
  assert.is(script.runInThisContext()(21), 42);
});

test('the same text gives the same bytes', async () => {
  const make = () => codeCache([process.execPath], Buffer.from(text), filename);
  assert.equal(Buffer.from(await make()), Buffer.from(await make()));
});

test('functions that were never called are in it', async () => {
  const many = Array.from({ length: 200 }, (_, i) => `function f${i}(n) { return n * ${i} + n / 3 }`).join('\n');
  const all = await codeCache([process.execPath], Buffer.from(many), filename);
  assert.ok(all.length > new Script(many, { filename }).createCachedData().length * 1.5);
});

test.run();
