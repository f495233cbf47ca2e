import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { glyphsFor, paletteFor, parseConsole, usualAppearance } from '../../../src/console/appearance.ts';
import { ascii, unicode } from '../../../src/console/glyphs.ts';
import { colours, monochrome } from '../../../src/console/screen.ts';

test('a console may have its size behind its name', () => {
  assert.equal(parseConsole('ttyS0'), { name: 'ttyS0' });
  assert.equal(parseConsole('ttyS0:132x50'), { name: 'ttyS0', size: { columns: 132, rows: 50 } });
  for (const wrong of ['ttyS0:0x50', 'ttyS0:132', 'ttyS0:99999x1'])
    assert.equal(parseConsole(wrong), { name: 'ttyS0' });
});

test('colours are for screens, for all where that is asked for, or for none', () => {
  const palettes = (colour: 'auto' | 'on' | 'off') =>
    ['tty0', 'ttyS0', 'hvc0'].map((name) => paletteFor(name, { ...usualAppearance, colour }));
  assert.equal(palettes('auto'), [colours, monochrome, monochrome]);
  assert.equal(palettes('on'), [colours, colours, colours]);
  assert.equal(palettes('off'), [monochrome, monochrome, monochrome]);
});

test('serial lines are drawn in ASCII unless more is asked for, and screens in ASCII where that is', () => {
  assert.is(glyphsFor('ttyS0', usualAppearance), ascii);
  assert.is(glyphsFor('ttyS0', { ...usualAppearance, drawing: 'utf8' }), unicode);
  assert.is(glyphsFor('tty0', { ...usualAppearance, drawing: 'ascii' }), ascii);
});

test('no colour carries a meaning alone: without colours everything is told apart that is told apart with them', () => {
  const kinds = ['cursor', 'heading', 'notice', 'question'] as const;
  for (const kind of kinds) assert.is.not(monochrome[kind], '', kind);
  assert.is.not(monochrome.cursor, monochrome.heading);
});

test.run();
