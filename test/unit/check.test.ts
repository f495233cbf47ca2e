import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

test('types, format, lint and imports are in order', () => {
  const check = spawnSync(process.execPath, [resolve(import.meta.dirname, '../check.ts')], { encoding: 'utf8' });
  assert.is(check.status, 0, check.stdout + check.stderr);
});

test.run();
