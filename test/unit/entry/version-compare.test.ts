// Versions by the UAPI Version Format Specification, against systemd's own comparison.

import { spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareVersions } from '../../../src/entry/version-compare.ts';
import { realSystemd } from '../real-systemd.ts';

test('the examples of the specification come out as it says', () => {
  const ascending = '122.1 123~rc1-1 123 123-a 123-a.1 123-1 123-1.1 123^post1 123.a-1 123.1-1 123a-1 124-1'.split(' ');
  for (const [index, version] of ascending.entries())
    for (const [other, candidate] of ascending.entries())
      assert.is(
        Math.sign(compareVersions(version, candidate)),
        Math.sign(index - other),
        `${version} and ${candidate}`,
      );
  for (const [a, b] of [
    ['11α', '11β'],
    ['1_', '1'],
    ['+1', '1'],
  ])
    assert.is(compareVersions(a!, b!), 0, `${a} and ${b}`);
  for (const [a, b] of [
    ['bar-123', 'foo-123'],
    ['123.a', '123a'],
    ['B', 'a'],
    ['', '0'],
    ['0', '0.0'],
    ['~', ''],
    ['1+', '1.2'],
    ['1.3.3', '1_2_3'],
  ])
    assert.ok(compareVersions(a!, b!) < 0, `${a} before ${b}`);
});

const systemd = await realSystemd().catch((error: Error) => {
  console.log(`skipped, because systemd could not be fetched: ${error.message}`);
});

(systemd ? test : test.skip)('systemd-analyze orders the same way', () => {
  const [program, ...args] = systemd!.analyze;
  const pieces = ['1', '12', '0', '00', 'a', 'B', 'rc', '.', '-', '~', '^', '+', '_', 'é'];
  let state = 1;
  const below = (limit: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % limit;
  };
  const version = () => Array.from({ length: below(6) }, () => pieces[below(pieces.length)]).join('');
  for (let count = 0; count < 150; count += 1) {
    const [a, b] = [version(), version()];
    // It tells the order by its exit status: 11 newer, 12 older, 0 equal.
    const { status } = spawnSync(program, [...args, 'compare-versions', '--', a, b]);
    const expected = new Map([
      [11, 1],
      [12, -1],
      [0, 0],
    ]).get(status ?? -1);
    assert.is(Math.sign(compareVersions(a, b)), expected, `${JSON.stringify(a)} and ${JSON.stringify(b)}`);
  }
});

test('long versions are compared at once', () => {
  const long = '1.'.repeat(100_000);
  assert.ok(compareVersions(`${long}1`, `${long}2`) < 0);
});

test.run();
