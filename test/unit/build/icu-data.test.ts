import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { icuItems, isDispensable, withoutLanguages } from '../../../build/icu-data.ts';
import { nodeFiles } from '../../../build/node.ts';
import { x86_64 } from '../../../build/target.ts';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';

const directory = await temporaryDirectory('large');
test.after(directory.remove);
const node = readFileSync(process.execPath);
const slim = join(directory.path, 'node');
writeFileSync(slim, withoutLanguages(node));
chmodSync(slim, 0o755);

/** What the slim Node makes of an expression. */
const value = (expression: string) => execFileSync(slim, ['-p', expression], { encoding: 'utf8' }).trim();

test('most of the archive, which is in order and names every item, is dispensable', () => {
  const items = icuItems(node);
  assert.ok(items.some(({ name }) => name === 'coll/root.res'));
  assert.ok(items.every(({ start, end }) => start <= end && end <= node.length));
  const bytes = items.filter(({ name }) => isDispensable(name)).reduce((sum, { start, end }) => sum + end - start, 0);
  assert.ok(bytes > 20 * 2 ** 20, String(bytes));
});

test('text, numbers, dates and sorting work in English, and other languages are as if they were English', () => {
  assert.is(value('new Date(0).toLocaleDateString("en", { timeZone: "UTC" })'), '1/1/1970');
  assert.is(value('(1e6).toLocaleString("de")'), '1,000,000');
  assert.is(value('["b","a"].sort((a, b) => a.localeCompare(b)).join()'), 'a,b');
  assert.is(value('"\\u00e9".normalize("NFD").length + /\\p{L}/u.test("\\u00e9")'), '3');
  assert.is(value('new TextDecoder("utf-16le").decode(Buffer.from("a\\0"))'), 'a');
  assert.is(value('new Date(0).toLocaleTimeString("en", { timeZone: "UTC" })').replace(/\s/u, ' '), '12:00:00 AM');
  assert.is(value('new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from("ab"))'), 'ab');
  assert.is(value('new Intl.NumberFormat("en", { style: "percent" }).format(0.5)'), '50%');
  assert.is(value('new Intl.PluralRules("en").select(1)'), 'one');
  assert.is(value('new Intl.DisplayNames("en", { type: "region" }).of("US")'), 'US');
  assert.is(value('new URL("http://b\\u00fccher.example/").host'), 'xn--bcher-kva.example');
  for (const language of ['en', 'ja'])
    assert.is(value(`[...new Intl.Segmenter("${language}").segment("ab\\u65e5")].length`), '3');
});

test('the Node of the image has none of it', async () => {
  await ensureTools(['strip', 'dpkg-deb']);
  const content = (await nodeFiles(x86_64)).find(({ path }) => path === 'bin/node')?.content;
  assert.is(content?.kind, 'file');
  const data = Buffer.from((content as { data: Uint8Array }).data);
  const held = icuItems(data).filter(({ start, end }) => data.subarray(start, end).some((byte) => byte !== 0));
  assert.ok(held.some(({ name }) => name === 'root.res'));
  assert.equal(held.map(({ name }) => name).filter(isDispensable), []);
});

test('a program without such data is refused, and one that is cut off has no items', () => {
  assert.throws(() => withoutLanguages(Buffer.from('#!/bin/sh')), /has no data of ICU's in itself/);
  const at = node.indexOf('CmnD');
  assert.equal(icuItems(node.subarray(0, at + 400)), []);
});

test.run();
