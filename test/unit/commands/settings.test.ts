import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { recordPath } from '../../../src/record/boot-record.ts';

const cli = join(resolve(import.meta.dirname, '../../..'), 'src/cli.ts');

function settings(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'settings', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('wrong use is told, and --help helps', () => {
  const { status, stderr } = settings('--all');
  assert.is(status, 2);
  assert.match(stderr, /^baton settings: Unknown option '--all'/);
  assert.match(settings('--help').stdout, /^Usage: baton settings \[--set\] \[--json\]\n/);
});

const without = existsSync(recordPath) ? test.skip : test;
without('a system that baton has not started has none', () => {
  const { status, stdout, stderr } = settings();
  assert.equal([status, stdout], [1, '']);
  assert.match(stderr, /there is no journal of baton on this system\. baton has not started it/);
});

test.run();
