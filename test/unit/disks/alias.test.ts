import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { matchAlias, normalAlias } from '../../../src/disks/alias.ts';

/** Whether the shell's `case`, which is fnmatch(3), matches. */
function shellMatches(pattern: string, name: string): boolean {
  const script = 'eval "case \\$1 in $2) exit 0 ;; esac"; exit 1';
  try {
    execFileSync('bash', ['-c', script, 'bash', name, pattern], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

test('patterns match as fnmatch does', () => {
  const patterns = [
    'usb:v*p*ic08isc06ip50in*',
    'a.c',
    'a?c',
    '*',
    'a*b*c',
    '[a-c]x',
    '[!a-c]x',
    '[^a]x',
    '[]x]y',
    '[a-]x',
  ];
  const names = [
    'usb:v46F4p0001ic08isc06ip50in00',
    'a.c',
    'abc',
    'abbc',
    'ax',
    'dx',
    ']y',
    'xy',
    '-x',
    'a*c',
    'abcb',
    '[x',
  ];
  for (const pattern of [...patterns, 'a\\*c', '[x', 'a**c', '*c', 'a*', '?', '[z-a]x', '[!]a]x']) {
    for (const name of names) {
      // A lone bracket is syntax to the shell.
      if (pattern === '[x') assert.is(matchAlias(pattern, name), pattern === name);
      else assert.is(matchAlias(pattern, name), shellMatches(pattern, name), `${pattern} ${name}`);
    }
  }
});

test('many stars take no more than the product of the lengths, and many brackets no more than their number', () => {
  const began = performance.now();
  assert.not(matchAlias(`${'*a'.repeat(500)}b`, 'a'.repeat(4000)));
  normalAlias(`${'['.repeat(1_000_000)}-`);
  assert.ok(performance.now() - began < 20_000);
});

test('hyphens are underscores, except between brackets', () => {
  assert.is(normalAlias('of-a[0-9]-b'), 'of_a[0-9]_b');
  assert.is(normalAlias('open[a-'), 'open[a_');
  assert.is(normalAlias('a-[b-c]-[d-'), 'a_[b-c]_[d_');
});

test.run();
