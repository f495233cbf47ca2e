import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../build/cache.ts';
import { settingsTable, withTable } from '../../../build/settings-reference.ts';
import { fields, settingOf } from '../../../src/settings/schema.ts';

test("README.md's table of settings is that of the schema", () => {
  const readme = readFileSync(join(checkout, 'README.md'), 'utf8');
  assert.is(withTable(readme), readme, 'write it anew: node build/run.mjs build/settings-reference.ts');
});

test('the table has every setting, what it takes and its default', () => {
  const rows = settingsTable().trimEnd().split('\n').slice(2);
  assert.is(rows.length, fields.length);
  assert.ok(rows.every((row) => row.split(/(?<!\\)\|/).length === 6));
  const row = (name: string) => rows.find((line) => line.startsWith(`| \`${name}\``))!;
  assert.match(row('hook-timeout'), '| a number of seconds from 1 to 600 | `10` |');
  assert.match(row('journal'), '| yes or no | yes |');
  assert.match(row('luks.ask'), '(as a kernel parameter `baton.luks`)');
});

test('every default is one that its setting takes', () => {
  for (const field of fields) {
    const { default: otherwise, type, name } = settingOf(field);
    const set = otherwise !== undefined && !(Array.isArray(otherwise) && otherwise.length === 0);
    if (set) assert.equal(type.fromToml(otherwise), otherwise, name);
  }
});

test.run();
