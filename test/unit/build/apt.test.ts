import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMirrors } from '../../../build/apt.ts';

// The lines are what `apt-get indextargets` prints in the format ORIGIN|LABEL|RELEASE|COMPONENT|SITE.

test('a host with package lists names its main and its security mirror, and other vendors do not count', () => {
  const targets = [
    'Example|Example|stable|main|http://apt.example.com/tools',
    'Debian|Debian|trixie|main|http://mirror.example.org/debian',
    'Debian|Debian|trixie|contrib|http://other.example.org/debian',
    'Debian|Debian-Security|trixie-security|main|http://mirror.example.org/debian-security',
  ].join('\n');
  assert.equal(parseMirrors(targets, 'trixie'), {
    main: 'http://mirror.example.org/debian',
    security: 'http://mirror.example.org/debian-security',
  });
});

test('a host before its first apt-get update is told by its release', () => {
  const targets = [
    '||bookworm|main|http://mirror.example.org/debian',
    '||bookworm-security|main|http://security.example.org/debian-security',
    '||stable|main|http://apt.example.com/tools',
  ].join('\n');
  assert.equal(parseMirrors(targets, 'bookworm'), {
    main: 'http://mirror.example.org/debian',
    security: 'http://security.example.org/debian-security',
  });
});

test('a host without the security archive takes it to lie beside the main one', () => {
  assert.equal(
    parseMirrors('Debian|Debian|sid|main|http://mirror.example.org/debian/\n', 'sid')?.security,
    'http://mirror.example.org/debian-security',
  );
});

test('a host that is not Debian, or text that is no list, names no mirror', () => {
  assert.is(parseMirrors('Ubuntu|Ubuntu|noble|main|http://archive.example.org/ubuntu', undefined), undefined);
  assert.is(parseMirrors('||bookworm|main|http://mirror.example.org/debian', undefined), undefined);
  assert.is(parseMirrors('\0\n|||\n', 'bookworm'), undefined);
});

test.run();
