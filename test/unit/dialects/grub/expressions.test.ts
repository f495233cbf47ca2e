// `test`, `[` and `regexp`; the facts without files were seen in GRUB 2.06.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseNumber } from '../../../../src/dialects/grub/number.ts';
import { compileRegexp } from '../../../../src/dialects/grub/regexp.ts';
import { cmdlineOf } from './read-grub.ts';

const TRUE = [
  '',
  'a = a',
  'a == a',
  'a != b',
  'a "<" b',
  'b ">=" b',
  '010 -eq 8',
  '0x10 -eq 16',
  '-5 -lt 3',
  'abc -eq 0',
  '10 -gt 9',
  'vmlinuz-2 -plt vmlinuz-11',
  '11 -pgt 5',
  '-z ""',
  '-n x',
  'x',
  '! ""',
  'a = a -a b = b',
  'a = b -o c = c',
  '"(" a = b -o c = c ")" -a x',
  '! a = b',
  '-n',
  'a = a ]',
  '-f /f',
  '-e /d',
  '-d /d',
  '-d /d/',
  '-s /f',
  '-f (hd0,gpt1)/f',
  '-e f',
  '/f -nt /none',
];
const FALSE = [
  '""',
  'a = b',
  '9 -gt 10',
  'a = b -a c = c',
  '! a',
  '-z x',
  '-f /none',
  '-f /d',
  '-d /f',
  '-s /empty',
  '-s /d',
  '-f (hd9,gpt1)/f',
  '-f hd0,gpt1/f',
  '/none -nt /f',
  '"(" a = b ")"',
];

for (const [list, expected] of [
  [TRUE, 'yes'],
  [FALSE, 'no'],
] as const) {
  for (const expression of list) {
    test(`[ ${expression} ] is ${expected}`, async () => {
      const script = `if [ ${expression} ]; then r=yes; else r=no; fi\nmenuentry t { linux /vmlinuz $r; }\n`;
      assert.is(await cmdlineOf(script, { '/f': 'x', '/empty': '', '/d/in': '' }), expected);
    });
  }
}

const MATCHES: readonly [string, string, (string | undefined)[] | undefined][] = [
  ['([a-z]+)-([0-9]+)', 'vm-12.x', ['vm-12', 'vm', '12']],
  ['^[[:alpha:]]+$', 'abc1', undefined],
  ['a{2,3}', 'caaaab', ['aaa']],
  ['a(b|bc)c', 'xabcc', ['abcc', 'bc']],
  ['(a)|(b)', 'b', ['b', undefined, 'b']],
  ['[]a]+', 'x]a', [']a']],
  ['[^0-9.]', '1.x', ['x']],
  ['\\.cfg$', 'a.cfg', ['.cfg']],
  ['', 'abc', ['']],
  ['x*', 'aaa', ['']],
  ['a+?b', 'b', ['b']],
];

for (const [pattern, text, groups] of MATCHES) {
  test(`regexp '${pattern}' on ${text}`, () => {
    const match = compileRegexp(pattern);
    assert.type(match, 'function');
    assert.equal(typeof match === 'function' ? match(text) : match, groups);
  });
}

test('a pattern that would take for ever is given up', () => {
  const match = compileRegexp('((a*)*)*b');
  const begin = performance.now();
  assert.is(typeof match === 'function' && match('a'.repeat(40)), 'too much work');
  assert.ok(performance.now() - begin < 10_000);
});

test('patterns that are wrong say what is', () => {
  for (const [pattern, problem] of [
    ['(', '('],
    [')', ')'],
    ['[a', '['],
    ['[[:nope:]]', 'nope'],
    ['a{999}', '255'],
  ] as const)
    assert.match(String(compileRegexp(pattern)), problem);
});

test('numbers are read as by strtoul', () => {
  const read = (text: string) => parseNumber(text) && [Number(parseNumber(text)!.value), parseNumber(text)!.rest];
  assert.equal(read(' 12abc'), [12, 'abc']);
  assert.equal(read('0x1g'), [1, 'g']);
  assert.equal(read('010'), [8, '']);
  assert.equal(read('09'), [9, '']);
  assert.is(read('0x'), undefined);
  assert.is(read('-1'), undefined);
  assert.is(read('99999999999999999999'), undefined);
});

test.run();
