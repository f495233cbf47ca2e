// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are GRUB's variables.
// What is a command, and what an error costs. Validity is compared with the real grub-script-check where it is there.

import { spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Parser } from '../../../../src/dialects/grub/parser.ts';
import { fileText } from '../../../../src/dialects/grub/source-text.ts';
import { readGrub } from './read-grub.ts';

const SCRIPTS: readonly string[] = [
  'true',
  'true; false',
  'true;; false',
  '; true',
  'true;',
  'true && false',
  'true || false',
  'true | false',
  'true & false',
  'true > file',
  'echo if then fi',
  'if true; then true; fi',
  'if true; then true; elif false; then true; else true; fi',
  'if true\nthen true\nelse\n\nfalse\nfi',
  'if true; then; fi',
  'if; then true; fi',
  'if true; then true; fi fi',
  'if true; then true; } fi',
  'for x in a b; do true; done',
  'for x in; do true; done',
  'for x\nin a; do true; done',
  'for "x" in a; do true; done',
  'while true; do false; done',
  'until true\ndo\nfalse\ndone',
  'while true do false; done',
  'function f { true; }',
  'function f\n{\ntrue\n}',
  'function f { true }',
  'function f { }',
  'function "f" { true; }',
  'if true; then function f { true; }; fi',
  'menuentry a { true }',
  'menuentry a { true; }',
  'menuentry a { }',
  'menuentry a { true; } b',
  'menuentry a {\n  menuentry b {\n true\n }\n}',
  'menuentry a { true',
  '{ true; }',
  '}',
  'case a in esac',
  '[[ a ]]',
  'echo "a',
  "echo 'a",
  'echo $',
  'echo "$ "',
  'echo ${a-b}',
  'echo $a ${a} "$a" $1 $? $# $* $@ "$@"',
  'echo $"message $a"',
  'echo a\\\nb',
  'echo a\\',
  'echo {a,b}',
  'echo a{b',
  '"if" true',
  '# comment {',
  'echo a#b # c {',
  'time true',
  '! true',
];

const checker = spawnSync('grub-script-check', ['--version']);
const skipped = checker.error ? 'grub-script-check is not installed' : '';
if (skipped) console.log(`skipped: ${skipped}`);
else {
  for (const script of SCRIPTS) {
    test(`as grub-script-check: ${JSON.stringify(script)}`, () => {
      const { status } = spawnSync('grub-script-check', { input: `${script}\ntrue\n` });
      assert.is(errorsIn(script).length === 0, status === 0, errorsIn(script).join());
    });
  }
}

function errorsIn(script: string): string[] {
  const parser = new Parser(fileText(Buffer.from(`${script}\ntrue\n`)), 10_000);
  const errors: string[] = [];
  for (let unit = parser.next(); unit; unit = parser.next()) if (unit.error) errors.push(unit.error.message);
  return errors;
}

test('an error costs what began on its line, and no more', async () => {
  const reading = await readGrub(`menuentry a { linux /vmlinuz a; }
menuentry lost { linux /vmlinuz b; }; echo $
for
menuentry c { linux /vmlinuz c; }
true && false
menuentry d { linux /vmlinuz d; }
`);
  assert.equal(
    reading.entries.map(({ title, line }) => [title, line]),
    [
      ['a', 1],
      ['c', 4],
      ['d', 6],
    ],
  );
  assert.equal(
    reading.diagnostics.map(({ line }) => line),
    [2, 3, 5],
  );
});

test('a quote that is never closed swallows the rest of the file', async () => {
  const reading = await readGrub(`menuentry a { linux /vmlinuz a; }
echo "open
menuentry b { linux /vmlinuz b; }
`);
  assert.equal(
    reading.entries.map(({ title }) => title),
    ['a'],
  );
  assert.match(reading.diagnostics[0]!.message, 'never closed');
});

test('lines are counted through comments, quotes and continuations', async () => {
  const { entries } = await readGrub(`# one
# two
set a="x
# four
y" \\
z
menuentry a { true; }
`);
  assert.is(entries[0]!.line, 7);
});

test('carriage returns are harmless and a byte order mark kills the first command', async () => {
  const crlf = await readGrub('set a=1\r\nmenuentry a {\r\n linux /vmlinuz a=$a\r\n}\r\n');
  assert.is(crlf.entries[0]!.cmdline, 'a=1');
  const mark = await readGrub('\ufeffset a=1\nset b=2\nmenuentry a { linux /vmlinuz $a $b; }\n');
  assert.is(mark.entries[0]!.cmdline, '2');
});

test.run();
