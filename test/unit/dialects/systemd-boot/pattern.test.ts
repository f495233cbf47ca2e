import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { matchesPattern } from '../../../../src/dialects/systemd-boot/pattern.ts';

test('stars, question marks, sets and escapes', () => {
  const matching: [string, string][] = [
    ['debian.conf', 'debian.conf'],
    ['*', ''],
    ['debian-*', 'debian-6.1.conf'],
    ['*6.1*', 'debian-6.1.conf'],
    ['*.conf', 'a.conf.conf'],
    ['a*b*c', 'axbxbxc'],
    ['**a**', 'a'],
    ['deb?an', 'debian'],
    ['[a-cx]z', 'xz'],
    ['[]]', ']'],
    ['[a-]', '-'],
    ['[-a]', '-'],
    ['[a-c-f]', '-'],
    ['\\*', '*'],
    ['[\\]]', ']'],
  ];
  for (const [pattern, text] of matching) assert.ok(matchesPattern(pattern, text), `${pattern} and ${text}`);
  const failing: [string, string][] = [
    ['debian', 'debian.conf'],
    ['', 'a'],
    ['?', ''],
    ['a*a', 'a'],
    ['a*b*c', 'axc'],
    ['*.conf', 'a.efi'],
    ['[a-c]', 'd'],
    ['[a-c-f]', 'e'],
    ['[abc', 'a'],
    ['a\\', 'a\\'],
    ['[!a]', 'b'],
  ];
  for (const [pattern, text] of failing) assert.not(matchesPattern(pattern, text), `${pattern} and ${text}`);
});

test('a pattern of many stars takes no time', () => {
  assert.not(matchesPattern(`${'a*'.repeat(2_000)}b`, 'a'.repeat(5_000)));
});

test.run();
