import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withoutDuplicates } from '../../../src/dialects/duplicates.ts';
import type { Entry, Source } from '../../../src/entry/entry.ts';
import type { Reading } from '../../../src/entry/reading.ts';

function entry(source: Source, title: string, changes: Partial<Entry> = {}): Entry {
  return {
    id: title,
    title,
    submenu: [],
    source,
    volume: 'vda1',
    config: `/${source}.conf`,
    line: 1,
    kind: 'linux',
    kernel: { volume: 'vda1', path: '/vmlinuz' },
    initrds: [{ volume: 'vda1', path: '/initrd' }],
    cmdline: 'root=/dev/vda2 ro',
    default: false,
    diagnostics: [],
    ...changes,
  };
}

function reading(...entries: Entry[]): Reading {
  return { volume: 'vda1', config: `/${entries[0]!.source}.conf`, entries, diagnostics: [] };
}

function titles(...ranked: [rank: number, reading: Reading][]): string[][] {
  return withoutDuplicates(ranked.map(([rank, of]) => ({ rank, reading: of }))).map(({ entries }) =>
    entries.map(({ title }) => title),
  );
}

test('what two languages say alike stays in the one that comes first in the table', () => {
  const bls = reading(entry('bls', 'a', { default: true }), entry('bls', 'other', { cmdline: 'single' }));
  assert.equal(titles([0, reading(entry('grub', 'b'))], [1, bls]), [['b'], ['other']]);
});

test('the order of the volumes does not matter', () => {
  assert.equal(titles([1, reading(entry('bls', 'a'))], [0, reading(entry('grub', 'b'))]), [['b']]);
});

test('spaces between the arguments do not matter', () => {
  const spaced = entry('bls', 'a', { cmdline: ' root=/dev/vda2  ro ' });
  assert.equal(titles([0, reading(entry('grub', 'b'))], [1, reading(spaced)]), [['b']]);
});

test('within one language all stay, as in a menu and its submenu', () => {
  assert.equal(titles([0, reading(entry('grub', 'a'), entry('grub', 'b', { submenu: ['more'] }))]), [['a', 'b']]);
  const both = reading(entry('grub', 'a'), entry('grub', 'b'));
  assert.equal(titles([0, both], [1, reading(entry('bls', 'c'), entry('bls', 'd', { cmdline: '' }))]), [
    ['a', 'b'],
    ['d'],
  ]);
});

for (const [what, changes] of [
  ['kernel', { kernel: { volume: 'vda1', path: '/other' } }],
  ['volume of the kernel', { kernel: { volume: 'vdb1', path: '/vmlinuz' } }],
  ['initrds', { initrds: [] }],
  ['cmdline', { cmdline: 'root=/dev/vda2 rw' }],
] as const) {
  test(`another ${what} makes another entry`, () => {
    const other = reading(entry('bls', 'b', changes));
    assert.equal(titles([0, reading(entry('grub', 'a'))], [1, other]), [['a'], ['b']]);
  });
}

test('entries that load no file are never alike', () => {
  const setup = (source: Source) => {
    const { kernel: _, ...rest } = entry(source, 'setup', { kind: 'firmware-setup', initrds: [], cmdline: '' });
    return reading(rest);
  };
  assert.equal(titles([0, setup('grub')], [1, setup('systemd-boot')]), [['setup'], ['setup']]);
});

test.run();
