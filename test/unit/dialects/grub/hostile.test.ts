// Configurations that want to hold up the boot: each ends in a sentence, in time, and hides no good entry.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readGrub } from './read-grub.ts';

const GOOD = 'menuentry good { linux /vmlinuz; }\n';
const MEGABYTES = 10 * 2 ** 20;
/** One second, and what a machine busy with other tests adds. */
const LIMIT = 30_000;

const CONFIGURATIONS: readonly [string, string, RegExp | undefined][] = [
  ['an endless loop', `${GOOD}while true; do true; done\n`, /cut off/],
  ['an endless loop of nothing', `${GOOD}until false; do nosuch; done\n`, /cut off/],
  ['functions that call each other', `${GOOD}function a { b; }\nfunction b { a; }\na\n`, /without an end/],
  ['eval that evaluates itself', `${GOOD}e='eval $e; eval $e'; eval $e\n`, /without an end/],
  ['a variable that doubles', `${GOOD}a=xxxxxxxx; while true; do a="$a$a"; done\n`, /cut off/],
  ['a list that doubles', `${GOOD}a="x x"; while true; do a="$a $a"; for i in $a; do true; done; done\n`, /cut off/],
  ['a file that sources itself', `${GOOD}source /boot/grub/grub.cfg\n`, /without an end/],
  ['a file that is its own menu', `${GOOD}configfile /boot/grub/grub.cfg\n`, /without an end/],
  ['submenus within submenus', `${GOOD}function s { submenu a { s; }; submenu b { s; }; }\ns\n`, undefined],
  ['entries without end', `${GOOD}while true; do menuentry x { linux /vmlinuz; }; done\n`, /more than|cut off/],
  ['patterns that take for ever', `${GOOD}${`regexp '((a*)*)*b' ${'a'.repeat(50)}\n`.repeat(2_000)}`, /too long/],
  ['deep nesting', `${GOOD}${'if true; then\n'.repeat(100_000)}`, /nested/],
  ['parentheses', `${GOOD}[ ${'( '.repeat(100_000)}]\n`, undefined],
  ['ten megabytes on one line', GOOD + 'a;'.repeat(MEGABYTES / 2), /larger/],
  ['ten megabytes in one block', `${GOOD}menuentry x {\n${'true\n'.repeat(MEGABYTES / 5)}`, /larger|not read/],
  ['ten megabytes in a quote', `${GOOD}echo "${'a\n#b\n\\"'.repeat(MEGABYTES / 7)}`, /never closed/],
  ['ten megabytes of quotes', `${GOOD}echo ${"'a'".repeat(MEGABYTES / 3)}`, /too many pieces/],
  ['ten megabytes of braces', GOOD + 'a {\n'.repeat(MEGABYTES / 4), /nested/],
];

for (const [name, config, remark] of CONFIGURATIONS) {
  test(name, async () => {
    const begin = performance.now();
    const { entries, diagnostics } = await readGrub(config);
    assert.ok(performance.now() - begin < LIMIT, `${Math.round(performance.now() - begin)} ms`);
    assert.is(entries[0]?.title, 'good');
    assert.is(entries[0]?.kernel?.path, '/vmlinuz');
    if (remark)
      assert.ok(
        diagnostics.some(({ message }) => remark.test(message)),
        JSON.stringify(diagnostics.slice(0, 3)),
      );
  });
}

test('an entry that never ends leaves the others their share', async () => {
  const endless = 'menuentry endless { while true; do true; done; }\n'.repeat(50);
  const { entries } = await readGrub(endless + GOOD);
  assert.match(entries[0]!.diagnostics[0]!, 'cut off');
  assert.is(entries.at(-1)!.kernel?.path, '/vmlinuz');
});

test('five thousand entries are all read', async () => {
  const entry = (number: number) => `menuentry 'Entry ${number}' --id e${number} {
  if [ x$feature_platform_search_hint = xy ]; then
    search --no-floppy --fs-uuid --set=root --hint-bios=hd0,gpt1 1111-AAAA
  fi
  linux /vmlinuz root=UUID=1111-AAAA ro number=${number}
  initrd /initrd
}
`;
  const { entries, diagnostics } = await readGrub(Array.from({ length: 5_000 }, (_, number) => entry(number)).join(''));
  assert.equal([entries.length, diagnostics], [5_000, []]);
  assert.is(entries[4_999]!.cmdline, 'root=UUID=1111-AAAA ro number=4999');
});

test.run();
