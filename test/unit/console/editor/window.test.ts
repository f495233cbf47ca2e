// What a narrow console shows of a long line.

import stringWidth from 'string-width';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { windowOf } from '../../../../src/console/editor/window.ts';

test('a line that fits is shown whole, with room for the cursor behind it', () => {
  assert.equal(windowOf({ text: 'quiet', cursor: 5 }, 10), { text: 'quiet ', column: 5 });
});

test('of a longer line the part around the cursor is shown, with marks where it goes on', () => {
  const text = 'abcdefghijklmnopqrstuvwxyz';
  assert.equal(windowOf({ text, cursor: 0 }, 10), { text: 'abcdefghi>', column: 0 });
  assert.equal(windowOf({ text, cursor: 13 }, 10), { text: '<jklmnopq>', column: 5 });
  const { text: end, column } = windowOf({ text, cursor: 26 }, 10);
  assert.match(end, /^<[a-z]+z $/);
  assert.is(end[column], ' ');
});

test('at every width and place the cursor stands on its character, and nothing is too wide', () => {
  const text = `root=UUID=${'0123456789'.repeat(9)} \u65e5\u672c\u8a9e\u{1f427} quiet e\u0301`;
  for (let width = 6; width < 130; width += 9) {
    for (let cursor = 0; cursor <= 100; cursor++) {
      const shown = windowOf({ text, cursor }, width);
      assert.ok(stringWidth(shown.text) <= width, `${width} ${cursor}`);
      assert.ok(shown.column < width, `${width} ${cursor}`);
      assert.is(shown.text[shown.column], text[cursor], `${width} ${cursor}`);
    }
  }
});

test('a wide character that is cut at the edge becomes a blank', () => {
  assert.is(windowOf({ text: `abc\u65e5\u672c`, cursor: 0 }, 5).text, 'abc >');
});

test.run();
