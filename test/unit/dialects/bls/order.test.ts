// The order of entries, their titles, and their boot counters.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { splitCounter } from '../../../../src/dialects/bls/candidate.ts';
import { type Files, idsOf, readEsp } from '../systemd-boot/read-esp.ts';

/** Entry files of these names, each with a kernel and the lines that are given. */
function entryFiles(files: Readonly<Record<string, string>>): Files {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`/loader/entries/${name}.conf`, `linux /linux\n${text}`]),
  );
}

test('without sort keys the newest file name comes first', async () => {
  const names = ['m-6.1', 'm-6.12', 'm-6.12~rc1', 'm-0-rescue', 'n-1'];
  const reading = await readEsp(entryFiles(Object.fromEntries(names.map((name) => [name, '']))));
  assert.equal(idsOf(reading), ['n-1.conf', 'm-6.12.conf', 'm-6.12~rc1.conf', 'm-6.1.conf', 'm-0-rescue.conf']);
});

test('sort keys come first, and among them machine-id and version decide', async () => {
  const reading = await readEsp(
    entryFiles({
      z: '',
      a: 'sort-key debian\nmachine-id 2\nversion 9\n',
      b: 'sort-key debian\nmachine-id 1\nversion 6.1\n',
      c: 'sort-key debian\nmachine-id 1\nversion 6.12\n',
      d: 'sort-key arch\nversion 1\n',
    }),
  );
  assert.equal(idsOf(reading), ['d.conf', 'c.conf', 'b.conf', 'a.conf', 'z.conf']);
});

test('an entry without tries left comes last, and is the default only when there is no other', async () => {
  const reading = await readEsp(entryFiles({ 'a+3': '', 'b+0-2': '', c: '' }));
  assert.equal(
    reading.entries.map(({ id, tries, config, default: isDefault }) => [id, tries, config, isDefault]),
    [
      ['c.conf', undefined, '/loader/entries/c.conf', true],
      ['a.conf', { left: 3, done: 0 }, '/loader/entries/a+3.conf', false],
      ['b.conf', { left: 0, done: 2 }, '/loader/entries/b+0-2.conf', false],
    ],
  );
  assert.ok((await readEsp(entryFiles({ 'b+0-2': '' }))).entries[0]!.default);
});

test('a counter is digits at the end of the name', () => {
  const counted = (name: string) => {
    const { name: plain, tries } = splitCounter(name);
    return [plain, tries?.left, tries?.done];
  };
  assert.equal(counted('a+3.conf'), ['a.conf', 3, 0]);
  assert.equal(counted('a+b+03-10.efi'), ['a+b.efi', 3, 10]);
  for (const name of ['a.conf', 'a+.conf', 'a+3x.conf', 'a+3-.conf', 'a+3.b.conf', 'a+9999999999.conf'])
    assert.equal(counted(name), [name, undefined, undefined]);
});

test('titles that are the same are told apart by version, machine-id and id, as far as needed', async () => {
  const reading = await readEsp(
    entryFiles({
      a: 'title T\nversion 1\nmachine-id 0123456789abcdef\n',
      b: 'title T\nversion 2\nmachine-id 1111111122222222\n',
      c: 'title T\nversion 2\nmachine-id 3333333344444444\n',
      d: 'title U\n',
      e: 'title U\n',
      f: 'title V\nversion 1\n',
    }),
  );
  assert.equal(
    reading.entries.map(({ title }) => title),
    ['V', 'U (e.conf)', 'U (d.conf)', 'T (2) (33333333)', 'T (2) (11111111)', 'T (1)'],
  );
});

test('ids stay apart where two files differ in their counters alone', async () => {
  const reading = await readEsp(entryFiles({ 'a+3': '', a: '' }));
  assert.is(new Set(idsOf(reading)).size, 2);
});

test.run();
