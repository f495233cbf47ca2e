// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are GRUB's variables.
// How words are quoted, joined, split and expanded; every fact was seen in GRUB 2.06.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cmdlineOf, readGrub } from './read-grub.ts';

/** Title of a test, a script before the entry, the arguments of `linux`, and the cmdline. */
const FACTS: readonly [string, string, string, string][] = [
  ['quotes join to one word', '', `"a b"c'd e'`, '"a bcd e"'],
  ['single quotes keep everything', '', `'$x\\y'`, '$x\\\\y'],
  ['double quotes know three escapes', '', String.raw`"\$\\\"\n"`, String.raw`$\\\"\\n`],
  ['an unquoted backslash keeps the next character', '', String.raw`a\ b \$x`, '"a b" $x'],
  ['a variable is split at white space', 'set x="p q"', 'a${x}b', 'ap qb'],
  ['a quoted variable is not split', 'set x="p q"', '"$x"', '"p q"'],
  ['white space around a value separates nothing', 'set x=" p "', 'a${x}b', 'apb'],
  ['an unset variable leaves no argument', '', 'a $none b', 'a b'],
  ['a quoted unset variable leaves an empty one', '', 'a "$none" b', 'a  b'],
  ['a name ends at the first character that is none of it', 'set a=1', '$a-x ${a}x $a.x', '1-x 1x 1.x'],
  ['an assignment needs no set', 'a=1', '$a', '1'],
  ['only the first word of a line is an assignment', 'a=1 b=2', '"$a$b"', '1'],
  ['a value keeps its equals signs', 'set a=b=c', '$a', 'b=c'],
  ['a message is expanded when it is used', 'set x="a b"', '$"m $x ${x} \\$x"', '"m a b a b $x"'],
  ['a comment begins at a word', '', 'a#b "#c" # d', 'a#b #c'],
  ['a backslash at the end joins lines', '', 'a\\\nb \\\nc', 'ab c'],
  ['a comment line between joined lines is left out', '', 'a \\\n# comment\nb', 'a b'],
  ['a comment line within quotes is left out', '', '"a\n# comment\nb"', 'a\nb'],
  ['keywords are words behind a command', '', 'if then fi do', 'if then fi do'],
  ['unquoted values are patterns but brackets are not', "set s='[12]'", '/x$s', '/x[12]'],
];

for (const [name, script, args, cmdline] of FACTS) {
  test(name, async () => {
    assert.is(await cmdlineOf(`${script}\nmenuentry t { linux /vmlinuz ${args}\n}\n`), cmdline);
  });
}

test('patterns become the file names that match, in order', async () => {
  const files = { '/k/b2': '', '/k/b10': '', '/k/a1': '', '/k/.b': '' };
  assert.is(
    await cmdlineOf('menuentry t { linux /vmlinuz /k/b* /k/?1 /k/* "/k/*"; }', files),
    '/k/b10 /k/b2 /k/a1 /k/.b /k/a1 /k/b10 /k/b2 /k/*',
  );
});

test('a pattern that matches nothing stays as it is', async () => {
  assert.is(await cmdlineOf('menuentry t { linux /vmlinuz /none/* x*; }'), '/none/* x*');
});

test('patterns find devices and directories', async () => {
  const files = { '/k/one/x': '', '/k/two/y': '' };
  assert.is(await cmdlineOf('menuentry t { linux /vmlinuz (hd*)/k/*/x; }', files), '(hd0,gpt1)/k/one/x');
});

test('bytes that are not UTF-8 do no harm', async () => {
  const config = Buffer.concat([
    Buffer.from('menuentry é { linux /vmlinuz ü'),
    Buffer.from([0xff]),
    Buffer.from('; }\n'),
  ]);
  const { entries } = await readGrub(config);
  assert.equal(
    entries.map(({ title, cmdline }) => [title, cmdline]),
    [['é', 'ü\ufffd']],
  );
});

test.run();
