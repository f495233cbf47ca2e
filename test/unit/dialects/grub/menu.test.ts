// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are GRUB's variables.
// Entries, submenus, their variables, and which one boots by itself.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../../../src/dialects/dialect.ts';
import { defaultOf, EFI, PC, readGrub } from './read-grub.ts';

const cmdlines = async (config: string) => (await readGrub(config)).entries.map(({ cmdline }) => cmdline);

test('ids, titles and options of entries', async () => {
  const { entries } = await readGrub(`
menuentry 'A' --class debian --class os --id=a --users "" { true; }
menuentry 'B' --hotkey b --unrestricted --id b-id extra { linux /vmlinuz $1 $2; }
submenu 'S' --id s { menuentry 'C' { true; } }
menuentry 'A' --id a { true; }
`);
  assert.equal(
    entries.map(({ id, title, submenu, line }) => [id, title, submenu.join(), line]),
    [
      ['a', 'A', '', 2],
      ['b-id', 'B', '', 3],
      ['S>C', 'C', 'S', 4],
      ['a#2', 'A', '', 5],
    ],
  );
  assert.is(entries[1]!.cmdline, 'B extra');
  assert.equal(
    entries.map(({ classes, hotkey }) => [classes, hotkey]),
    [
      [['debian', 'os'], undefined],
      [undefined, 'b'],
      [undefined, undefined],
      [undefined, undefined],
    ],
  );
});

test('an entry needs a title and a body', async () => {
  const { entries, diagnostics } = await readGrub(
    'menuentry x\nmenuentry { true; }\nmenuentry y --source "linux /vmlinuz s"\n',
  );
  assert.equal(
    entries.map(({ title, cmdline }) => [title, cmdline]),
    [['y', 's']],
  );
  assert.is(diagnostics.length, 2);
});

test('a body sees the variables as they are at the end of the file', async () => {
  assert.equal(await cmdlines('set a=1\nmenuentry x { linux /vmlinuz $a; }\nset a=2\n'), ['2']);
});

test('what one body changes is not seen by the next', async () => {
  assert.equal(
    await cmdlines('menuentry x { set a=1; linux /vmlinuz $a; }\nmenuentry y { linux /vmlinuz "<$a>"; }\n'),
    ['1', '<>'],
  );
});

test('a submenu sees exported variables only, and keeps its own', async () => {
  const config = `set plain=p
export shown
set shown=e
submenu s { set own=o; menuentry x { linux /vmlinuz "<$plain>" $shown $own $root; }; set own=late; }
menuentry y { linux /vmlinuz $plain "<$own>"; }
`;
  assert.equal(await cmdlines(config), ['<> e late hd0,gpt1', 'p <>']);
});

test('the chosen path is told to the body', async () => {
  assert.equal(await cmdlines("submenu 'a>b' { menuentry c --id d { linux /vmlinuz $chosen; } }"), ['a>>b>d']);
});

test('entries may come out of loops, functions and eval', async () => {
  const { entries } = await readGrub(`
function make { menuentry "made $1" "$1" { linux /vmlinuz $2; }; }
for i in 1 2; do make $i; done
eval 'menuentry "evaluated" { linux /vmlinuz e; }'
`);
  assert.equal(
    entries.map(({ title, cmdline }) => `${title}: ${cmdline}`),
    ['made 1: 1', 'made 2: 2', 'evaluated: e'],
  );
});

const MENU = `
menuentry 'Zero' --id z { linux /vmlinuz; }
submenu 'One' --id o {
  menuentry 'One A' { linux /vmlinuz; }
  menuentry 'One > B' --id b { linux /vmlinuz; }
}
menuentry '2nd' { linux /vmlinuz; }
menuentry 'Three' --id 'Zero' { linux /vmlinuz; }
`;

const DEFAULTS: readonly [string, string][] = [
  ['', 'Zero'],
  ['set default=2', '2nd'],
  ['set default=0x2', '2nd'],
  ['set default="2 junk"', '2nd'],
  ['set default=2nd', '2nd'],
  ['set default=Three', 'Three'],
  ['set default=z', 'Zero'],
  ['set default=Zero', 'Zero'],
  ['set default=1', 'One > One A'],
  ['set default="1>1"', 'One > One > B'],
  ['set default="One>b"', 'One > One > B'],
  ['set default="o>One >> B"', 'One > One > B'],
  ['set default="One>none"', 'One > One A'],
  ['set default=none', 'Zero'],
  ['set default=9', 'Zero'],
  ['set default=-1', 'Zero'],
  ['set default="o>9"', 'One > One A'],
];

for (const [script, expected] of DEFAULTS) {
  test(`${script || 'no default'} boots ${expected}`, async () => {
    assert.is(defaultOf(await readGrub(`${script}\n${MENU}`)), expected);
  });
}

test('a default that cannot boot gives way to the fallback', async () => {
  const config = (fallback: string) => `set default=0\n${fallback}
menuentry gone { linux /gone; }
menuentry idle { true; }
menuentry good { linux /vmlinuz; }
`;
  assert.is(defaultOf(await readGrub(config('set fallback="0 2"'))), 'good');
  assert.is(defaultOf(await readGrub(config(''))), 'gone');
});

test('the fallback is told by the ids of its entries', async () => {
  const { fallback } = await readGrub(`set fallback="2 0 x 1"
menuentry a { linux /vmlinuz; }
menuentry b { linux /vmlinuz; }
submenu s { menuentry c --id c-id { linux /vmlinuz; }; }
`);
  assert.equal(fallback, ['c-id', 'a']);
});

test('who may boot an entry: the superusers, whom it names, and in a submenu who may open that', async () => {
  const menu = `menuentry all --unrestricted { true; }
menuentry root { true; }
menuentry some --users "b,c" { true; }
submenu s --users b { menuentry inner --unrestricted { true; }
menuentry fewer --users c { true; }
}
`;
  const users = async (first: string) => (await readGrub(first + menu)).entries.map((entry) => entry.users);
  assert.equal(await users('superusers="r"; export superusers\n'), [
    undefined,
    ['r'],
    ['r', 'b', 'c'],
    ['r', 'b'],
    ['r'],
  ]);
  assert.equal(await users(''), [undefined, undefined, undefined, undefined, undefined]);
});

test('passwords are kept where there are superusers; what is no hash of a password is a remark', async () => {
  const passwords = `password ann "s p"
password bob x
password_pbkdf2 bob grub.pbkdf2.sha512.10000.0A0B.0C0D
password_pbkdf2 eve plain
password joe
`;
  const { accounts, diagnostics } = await readGrub(`set superusers="ann,joe"\n${passwords}`);
  assert.equal(accounts, {
    superusers: ['ann', 'joe'],
    users: [
      { name: 'ann', password: { kind: 'clear', bytes: Buffer.from('s p') } },
      {
        name: 'bob',
        password: { kind: 'pbkdf2', iterations: 10000, salt: Buffer.from([10, 11]), hash: Buffer.from([12, 13]) },
      },
    ],
  });
  assert.equal(
    diagnostics.map(({ message }) => message),
    [
      'password_pbkdf2: the password of eve is no hash of grub-mkpasswd-pbkdf2',
      'password: takes a user and a password',
    ],
  );
  assert.is((await readGrub(passwords)).accounts, undefined);
});

test('the style of the timeout is told where GRUB knows it', async () => {
  const style = async (config: string) => (await readGrub(config)).timeoutStyle;
  assert.is(await style('timeout_style=hidden'), 'hidden');
  assert.is(await style('timeout_style=countdown'), 'countdown');
  assert.is(await style('timeout_style=nonsense'), undefined);
  assert.is(await style('timeout=5'), undefined);
});

test('the timeout is what the file says', async () => {
  const timeout = async (script: string) => (await readGrub(script)).timeout;
  assert.is(await timeout('set timeout=5'), 5);
  assert.is(await timeout('set timeout=0'), 0);
  assert.is(await timeout('set timeout=-1'), -1);
  assert.is(await timeout('true'), undefined);
});

test('entries can depend on the firmware', async () => {
  const config = `if [ "$grub_platform" = efi ]; then fwsetup --is-supported; if [ "$?" = 0 ]; then menuentry fw { fwsetup; }; fi; fi\n`;
  assert.is((await readGrub(config)).entries.length, 0);
  assert.is((await readGrub(config, {}, [], EFI)).entries[0]?.kind, 'firmware-setup');
});

test('on arm64 GRUB is an EFI program, also where baton was started without one', async () => {
  const config = 'menuentry "$grub_cpu-$grub_platform" { linux /vmlinuz; }\n';
  const title = async (machine: Machine) => (await readGrub(config, {}, [], machine)).entries[0]!.title;
  assert.is(await title({ firmware: 'pc', cpu: 'arm64' }), 'arm64-efi');
  assert.is(await title(PC), 'x86_64-pc');
});

test('exit leaves GRUB without a menu', async () => {
  const { entries, diagnostics } = await readGrub('menuentry a { linux /vmlinuz; }\nexit\n');
  assert.is(entries.length, 0);
  assert.match(diagnostics[0]!.message, 'left');
});

test('boot without a menu is an entry that boots at once', async () => {
  const { entries, timeout } = await readGrub('linux /vmlinuz a\ninitrd /initrd\nboot\nmenuentry x { true; }\n');
  assert.equal([entries.length, entries[0]!.cmdline, entries[0]!.default, timeout], [1, 'a', true, 0]);
});

test.run();
