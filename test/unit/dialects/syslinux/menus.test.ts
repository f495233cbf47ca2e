// The tree of MENU BEGIN and INCLUDE, and what of it can be chosen.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSyslinux, titles } from './read-syslinux.ts';

const UI = 'UI menu.c32\n';

test('entries of submenus stand in the place of their menu', async () => {
  const config = `${UI}
LABEL a
MENU BEGIN more
  MENU TITLE More of them
  LABEL b
  MENU BEGIN
    MENU LABEL ^Deep
    LABEL c
  MENU END
  LABEL d
MENU END
LABEL e
`;
  assert.equal(titles(await readSyslinux(config)), [
    '*a',
    'More of them > b',
    'More of them > Deep > c',
    'More of them > d',
    'e',
  ]);
});

test('MENU LABEL names the hotkey, and outdoes MENU TITLE', async () => {
  const config = `${UI}MENU BEGIN x\nMENU LABEL ^Label\nMENU TITLE Title\nLABEL a\nMENU LABEL Go ^now\nMENU END\n`;
  const reading = await readSyslinux(config);
  assert.equal(titles(reading), ['Label > Go now']);
  assert.is(reading.entries[0]!.hotkey, 'n');
});

test('what cannot be chosen is no entry: separators, disabled and hidden labels, and ways about the menu', async () => {
  const config = `${UI}
LABEL yes
MENU SEPARATOR
LABEL off
MENU DISABLE
LABEL hidden
MENU HIDE
MENU BEGIN sub
LABEL back
MENU EXIT
MENU END
LABEL goto
MENU GOTO sub
LABEL quit
MENU QUIT
`;
  assert.equal(titles(await readSyslinux(config)), ['*yes']);
});

test('without a menu program, hidden labels can be called like others', async () => {
  assert.equal(titles(await readSyslinux('DEFAULT b\nLABEL a\nLABEL b\nMENU HIDE\n')), ['a', '*b']);
});

test('INCLUDE goes on in the same menu, and with a title in one of its own', async () => {
  const files = { '/boot/syslinux/a.cfg': 'LABEL a\nINCLUDE /b.cfg\n', '/b.cfg': 'LABEL b\n', '/c.cfg': 'LABEL c\n' };
  const config = `${UI}INCLUDE a.cfg\nMENU INCLUDE /c.cfg Sub menu\nLABEL d\n`;
  assert.equal(titles(await readSyslinux(config, files)), ['*a', 'b', 'Sub menu > c', 'd']);
});

test('a global APPEND in an included file counts from there on', async () => {
  const files = { '/a.cfg': 'APPEND quiet\n' };
  const { entries } = await readSyslinux('LABEL a\nLINUX /k\nINCLUDE /a.cfg\nLABEL b\nLINUX /k\n', files);
  assert.equal(
    entries.map(({ cmdline }) => cmdline),
    // An APPEND that follows a label belongs to it.
    ['quiet', ''],
  );
});

test('a file that is missing is a remark, and the rest stays', async () => {
  const reading = await readSyslinux('INCLUDE gone.cfg\nLABEL a\nLINUX /k\n');
  assert.equal(titles(reading), ['a']);
  assert.equal(reading.diagnostics, [
    { config: '/boot/syslinux/syslinux.cfg', line: 1, message: 'gone.cfg does not exist' },
  ]);
});

test('the menu program reads the files that it is given, and ~ is the first configuration', async () => {
  const files = { '/boot/syslinux/menu.cfg': 'LABEL in menu\nLINUX /k\n' };
  assert.equal(titles(await readSyslinux('UI vesamenu.c32 menu.cfg\nLABEL a\n', files)), ['*in menu']);
  assert.equal(titles(await readSyslinux('UI vesamenu.c32 menu.cfg ~\nLABEL a\n', files)), ['*in menu', 'a']);
});

test('a label that starts another configuration is a submenu with its entries', async () => {
  const config = `${UI}LABEL a\nLABEL m\nMENU LABEL More\nKERNEL vesamenu.c32\nAPPEND more.cfg\nLABEL c\nCONFIG /x/y.cfg /x\n`;
  const files = {
    '/boot/syslinux/more.cfg': 'LABEL b\nLINUX b\nLABEL back\nKERNEL menu.c32\nAPPEND ~\n',
    '/x/y.cfg': 'DEFAULT k\nLABEL k\nLINUX k\n',
  };
  const reading = await readSyslinux(config, files);
  assert.equal(titles(reading), ['*a', 'More > b', 'c > k']);
  assert.equal(
    reading.entries.map(({ kernel }) => kernel!.path),
    ['/boot/syslinux/a', '/boot/syslinux/b', '/x/k'],
  );
});

test('a help screen that repeats the menu adds nothing', async () => {
  const files = {
    '/boot/syslinux/menu.cfg': 'LABEL a\nLABEL help\nCONFIG prompt.cfg\n',
    '/boot/syslinux/prompt.cfg':
      'PROMPT 1\nTIMEOUT 10\nONTIMEOUT a more\nINCLUDE menu.cfg\nLABEL menu\nKERNEL menu.c32\n',
  };
  assert.equal(titles(await readSyslinux('DEFAULT menu.c32\nINCLUDE menu.cfg\n', files)), ['*a']);
});

test.run();
