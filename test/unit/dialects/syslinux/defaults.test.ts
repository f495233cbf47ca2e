// Which entry boots by itself, and when: com32/elflink/ldlinux/ldlinux.c and com32/menu/menumain.c.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSyslinux, titles } from './read-syslinux.ts';

const AB = 'LABEL a\nLINUX /a\nLABEL b\nLINUX /b\n';

async function outcome(config: string, files = {}): Promise<[string | undefined, number | undefined]> {
  const reading = await readSyslinux(config, files);
  return [titles(reading).find((title) => title.startsWith('*')), reading.timeout];
}

test('without a prompt DEFAULT boots at once, whatever TIMEOUT is', async () => {
  assert.equal(await outcome(`DEFAULT b\nTIMEOUT 50\n${AB}`), ['*b', 0]);
});

test('a prompt waits for TIMEOUT tenths of a second, or for ever', async () => {
  assert.equal(await outcome(`DEFAULT b\nPROMPT 1\nTIMEOUT 55\n${AB}`), ['*b', 5.5]);
  assert.equal(await outcome(`DEFAULT b\nPROMPT 1\n${AB}`), ['*b', -1]);
  assert.equal(await outcome(`DEFAULT b\nPROMPT 1\nTOTALTIMEOUT 600\n${AB}`), ['*b', 60]);
});

test('the last DEFAULT counts, and one that nothing answers to boots nothing', async () => {
  assert.equal(await outcome(`DEFAULT a\nDEFAULT b\n${AB}`), ['*b', 0]);
  const reading = await readSyslinux(`DEFAULT gone\n${AB}`);
  assert.equal([titles(reading), reading.timeout], [['a', 'b'], -1]);
  assert.match(reading.diagnostics[0]!.message, '"gone"');
});

test('DEFAULT with arguments boots its label with them, as an entry of its own', async () => {
  const reading = await readSyslinux('DEFAULT a single\nLABEL a\nLINUX /a\nAPPEND quiet\n');
  assert.equal(
    reading.entries.map(({ title, cmdline, default: chosen }) => [title, cmdline, chosen]),
    [
      ['a single', 'quiet single', true],
      ['a', 'quiet', false],
    ],
  );
});

test('DEFAULT may be a whole command line, unless IMPLICIT forbids it', async () => {
  const files = { '/boot/syslinux/vmlinuz': 'kernel' };
  const [entry] = (await readSyslinux('\nDEFAULT vmlinuz root=/dev/sda1 initrd=i\n', files)).entries;
  assert.equal(
    [entry!.kernel!.path, entry!.cmdline, entry!.default, entry!.line],
    ['/boot/syslinux/vmlinuz', 'root=/dev/sda1 initrd=i', true, 2],
  );
  assert.equal((await readSyslinux('DEFAULT vmlinuz\nIMPLICIT 0\n', files)).entries, []);
});

test('without DEFAULT the label linux boots, as in old versions, and else none', async () => {
  assert.equal(await outcome(`${AB}LABEL linux\nLINUX /l\n`), ['*linux', 0]);
  assert.equal(await outcome(AB), [undefined, -1]);
});

test('a menu boots MENU DEFAULT after TIMEOUT, and else its first entry', async () => {
  assert.equal(await outcome(`DEFAULT menu.c32\nTIMEOUT 100\n${AB}`), ['*a', 10]);
  assert.equal(await outcome(`DEFAULT vesamenu.c32\nTIMEOUT 100\n${AB}MENU DEFAULT\n`), ['*b', 10]);
  assert.equal(await outcome(`UI menu.c32\n${AB}`), ['*a', -1]);
});

test('a menu goes by DEFAULT where UI calls the menu', async () => {
  assert.equal(await outcome(`UI menu.c32\nDEFAULT b\n${AB}`), ['*b', -1]);
  assert.equal(await outcome(`DEFAULT b\nUI menu.c32\n${AB}LABEL c\nMENU DEFAULT\n`), ['*b', -1]);
});

test('a default in a submenu, or MENU START, opens that menu', async () => {
  const sub = 'MENU BEGIN s\nTIMEOUT 30\nLABEL c\nLABEL d\nMENU END\n';
  assert.equal(await outcome(`UI menu.c32\nDEFAULT d\n${AB}${sub}`), ['*s > d', 3]);
  assert.equal(await outcome(`UI menu.c32\n${AB}MENU BEGIN s\nMENU START\nLABEL c\nMENU END\n`), ['*s > c', -1]);
});

test('ONERROR is what boots where the default fails, with and without a menu', async () => {
  for (const head of ['', 'UI menu.c32\n'])
    assert.equal((await readSyslinux(`${head}DEFAULT a\nONERROR b extra\n${AB}`)).fallback, ['b']);
  assert.is((await readSyslinux(`DEFAULT a\nONERROR none\n${AB}`)).fallback, undefined);
});

test('ONTIMEOUT boots when the time is over, and a hidden label is shown then', async () => {
  assert.equal(await outcome(`UI menu.c32\nTIMEOUT 10\nONTIMEOUT b\n${AB}`), ['*b', 1]);
  assert.equal(await outcome(`UI menu.c32\nTIMEOUT 10\nONTIMEOUT h\n${AB}LABEL h\nMENU HIDE\n`), ['*h', 1]);
  assert.equal(await outcome(`UI menu.c32\nTIMEOUT 0\nONTIMEOUT b\n${AB}`), ['*a', -1]);
  assert.equal(await outcome(`DEFAULT a\nPROMPT 1\nTIMEOUT 10\nONTIMEOUT b\n${AB}`), ['*b', 1]);
});

test('a command line that says what a label does is that label', async () => {
  const config = `UI menu.c32\nTIMEOUT 10\nONTIMEOUT /b quiet  initrd=i \nLABEL a\nLINUX /a\nLABEL b\nLINUX /b\nAPPEND quiet\nINITRD i\n`;
  assert.equal(titles(await readSyslinux(config)), ['a', '*b']);
});

test('a menu that begins with what cannot be chosen selects the next, and its clock stands', async () => {
  assert.equal(await outcome(`UI menu.c32\nTIMEOUT 50\nLABEL t\nMENU DISABLE\n${AB}`), ['*a', -1]);
});

test('MENU SHIFTKEY boots at once, and MENU HIDDEN shows the seconds alone', async () => {
  assert.equal(await outcome(`UI menu.c32\nMENU SHIFTKEY\nTIMEOUT 50\n${AB}`), ['*a', 0]);
  const reading = await readSyslinux(`UI menu.c32\nMENU HIDDEN\nTIMEOUT 50\n${AB}`);
  assert.equal([reading.timeout, reading.timeoutStyle], [5, 'countdown']);
});

test.run();
