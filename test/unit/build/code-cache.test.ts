import { Script } from 'node:vm';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { codeCaches } from '../../../build/code-cache.ts';

const filename = '/lib/baton/program.js';
const text = '(function (a) { function twice(n) { return 2 * n } class Box { x = a }; return twice(new Box().x) })';

test('Node accepts the cache, as it runs without flags', async () => {
  const other = '(function () { return 1 })';
  const scripts = [
    [filename, text],
    ['/lib/baton/other.js', other],
  ] as const;
  const caches = await codeCaches([process.execPath], scripts);
  const run = scripts.map(([filename, text], at) => {
    const script = new Script(text, { filename, cachedData: Buffer.from(caches[at]!) });
    assert.is(script.cachedDataRejected, false);
    return script.runInThisContext()(21);
  });
  assert.equal(run, [42, 1]);
});

test('the same text gives the same bytes', async () => {
  const make = () => codeCaches([process.execPath], [[filename, text]]);
  assert.equal(await make(), await make());
});

test('functions that were never called are in it', async () => {
  const many = Array.from({ length: 200 }, (_, i) => `function f${i}(n) { return n * ${i} + n / 3 }`).join('\n');
  const [all] = await codeCaches([process.execPath], [[filename, many]]);
  assert.ok(all!.length > new Script(many, { filename }).createCachedData().length * 1.5);
});

test.run();
