// What becomes of each item of a menu: src/hci/commands/dynui_cmd.c and src/hci/tui/menu_ui.c.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { summary } from '../summary.ts';
import { run } from './read-ipxe.ts';

const MENU = `menu Boot
item --gap -- Systems
item --key d debian Debian GNU/Linux
item --key 0x66 fedora Fedora
item rescue
`;
const BODIES = `
:debian
kernel /debian/vmlinuz
boot
:fedora
kernel /fedora/vmlinuz
boot
:rescue
kernel /rescue/vmlinuz
boot
`;

test('every item is an entry with what is booted when it is chosen', async () => {
  const reading = await run(`${MENU}choose os && goto \${os}${BODIES}`);
  assert.equal(summary(reading), [
    '*Debian GNU/Linux: vda1:/debian/vmlinuz | ',
    'Fedora: vda1:/fedora/vmlinuz | ',
    'rescue: vda1:/rescue/vmlinuz | ',
  ]);
  assert.equal(
    reading.entries.map(({ id, line, hotkey }) => [id, line, hotkey]),
    [
      ['debian', 4, 'd'],
      ['fedora', 5, 'f'],
      ['rescue', 6, undefined],
    ],
  );
  assert.is(reading.timeout, -1);
});

test('the default is the one that choose or item names, and boots after the timeout', async () => {
  const chosen = await run(`${MENU}choose --timeout 2500 --default fedora os && goto \${os}${BODIES}`);
  assert.equal([chosen.entries.map((entry) => entry.default), chosen.timeout], [[false, true, false], 2.5]);
  const flagged = await run(
    `${MENU}item --default last Last\nchoose os || exit\ngoto \${os}${BODIES}:last\nkernel k\nboot`,
  );
  assert.is(
    flagged.entries.findIndex((entry) => entry.default),
    3,
  );
});

test('a menu behind an item is a submenu, and the way back is no entry', async () => {
  const reading = await run(`:start
menu Top
item more More
item one One
choose a && goto \${a}
:more
menu More
item two Two
item back Back
choose b
iseq \${b} back && goto start ||
kernel /\${b}
boot
:one
kernel /one
boot
`);
  assert.equal(
    reading.entries.map(({ id, submenu, kernel }) => [id, submenu, kernel!.path]),
    [
      ['More>two', ['More'], '/two'],
      ['one', [], '/one'],
    ],
  );
});

test('the default of a submenu that is the default boots', async () => {
  const reading = await run(`menu A
item x X
choose --timeout 100 a
menu B
item p P
item q Q
choose --default q b
kernel /\${a}-\${b}
boot
`);
  assert.equal(summary(reading), ['P: vda1:/x-p | ', '*Q: vda1:/x-q | ']);
  assert.is(reading.timeout, 0.1);
});

test('what one item changes is not seen by the next', async () => {
  const reading = await run(
    `set v:int32 0\nmenu M\nitem a A\nitem b B\nchoose n\ninc v\nkernel /k \${n}\${v}\ninitrd /\${n}\nboot\n`,
  );
  assert.equal(summary(reading), ['*A: vda1:/k + vda1:/a | a1', 'B: vda1:/k + vda1:/b | b1']);
});

test('items that end in the shell or nowhere are kept as entries that load nothing', async () => {
  const reading = await run(
    `menu M\nitem s Shell\nitem e Exit\nitem n Nowhere\nchoose x && goto \${x}\n:s\nshell\n:e\nexit\n`,
  );
  assert.equal(
    reading.entries.map(({ kind, diagnostics }) => [kind, diagnostics.length]),
    [
      ['none', 1],
      ['none', 1],
      ['none', 1],
    ],
  );
  assert.match(reading.entries[2]!.diagnostics[0]!, 'no label n');
});

test('menus in scripts that are chained, and the rest of the line behind them', async () => {
  const files = { '/sub.ipxe': `#!ipxe\nmenu S\nitem u U\nitem v V\nchoose w && iseq \${w} u\n` };
  const reading = await run(`chain sub.ipxe && set r yes || set r no\nkernel /k \${w} \${r}\nboot\n`, { files });
  assert.equal(
    reading.entries.map(({ title, cmdline, config }) => [title, cmdline, config]),
    [
      ['U', 'u yes', '/sub.ipxe'],
      ['V', 'v no', '/sub.ipxe'],
    ],
  );
});

test('scripts without an end are cut off with a sentence', async () => {
  const endless = [
    ':a\ngoto a\n',
    'chain boot.ipxe\n',
    `:a\nset x \${x}\${x}aaaaaaaaaaaaaaaaaaaaaaaa\ngoto a\n`,
    `set x \${y}\nset y $\nset y \${y}{x}\necho \${y}\nkernel \${y}\n:a\ngoto a\n`,
    `:a\nset n\${i} ${'x'.repeat(4_000)}\ninc i\ngoto a\n`,
  ];
  for (const script of endless) {
    const before = process.cpuUsage();
    const reading = await run(script);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 1_000_000, script);
    assert.equal(reading.entries, [], script);
    assert.is(reading.diagnostics.length, 1, script);
  }
});

test('menus that lead to each other in every order are shown once each', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `m${i}`);
  const items = names.map((name) => `item ${name} ${name}\n`).join('');
  const script = names
    .map((name) => `:${name}\nmenu ${name}\n${items}item ${name}k boot\nchoose x && goto \${x}\n`)
    .join('');
  const kernels = names.map((name) => `:${name}k\nkernel /${name}\nboot\n`).join('');
  const { entries } = await run(script + kernels);
  assert.is(new Set(entries.map(({ kernel }) => kernel?.path)).size, 30);
  assert.is(entries.length, 30);
});

test.run();
