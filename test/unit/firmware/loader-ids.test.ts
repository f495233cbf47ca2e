// What entries are called where systemd's tools speak of them.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Entry } from '../../../src/entry/entry.ts';
import { entryKey } from '../../../src/entry/key.ts';
import { loaderIds } from '../../../src/firmware/loader-ids.ts';
import { entryById } from '../../../src/firmware/loader-wishes.ts';
import { entry } from '../entries.ts';

const idsOf = (entries: Entry[], partuuids = new Map<string, string>(), first?: string) => {
  const ids = loaderIds(entries, partuuids, first);
  return entries.map((each) => ids.get(entryKey(each)));
};

/** As systemd takes them: `efi_loader_entry_name_valid`. */
const taken = /^[A-Za-z0-9+_.@-]+$/;

test('the entries of systemd-boot have its own ids', () => {
  assert.equal(
    idsOf([
      entry('Debian', { source: 'bls', id: 'debian-6.1.conf' }),
      entry('Debian', { source: 'uki', id: 'debian.efi@rescue' }),
      entry('Windows Boot Manager', { source: 'systemd-boot', id: 'auto-windows' }),
    ]),
    ['debian-6.1.conf', 'debian.efi@rescue', 'auto-windows'],
  );
});

test('those of other languages have ids that systemd takes from a boot loader', () => {
  const [simple, titled, other, long] = idsOf([
    entry('Debian', { id: 'gnulinux-simple-1a2b' }),
    entry('Debian', { id: 'Advanced options>Debian GNU/Linux' }),
    entry('Debian', { id: 'Advanced options>Debian GNU Linux' }),
    entry('Debian', { id: 'x'.repeat(1000) }),
  ]);
  assert.is(simple, 'auto-grub-gnulinux-simple-1a2b');
  assert.match(titled!, /^auto-grub-advanced-options-debian-gnu-linux-[0-9a-f]{8}$/);
  assert.is.not(titled, other);
  for (const id of [simple, titled, other, long]) assert.match(id!, taken);
  assert.ok(long!.length < 200);
});

const onA = entry('Debian', { source: 'bls', id: 'debian.conf', volume: 'vda1' });
const onB = entry('Debian', { source: 'bls', id: 'debian.conf', volume: 'vdb1' });
const partuuids = new Map([
  ['vda1', 'aaaa'],
  ['vdb1', 'bbbb'],
]);

test('what is changed to be an id has a number, whatever else there is', () => {
  const alone = (id: string) => idsOf([entry('Debian', { id })])[0];
  assert.match(alone('Debian GNU/Linux')!, /^auto-grub-debian-gnu-linux-[0-9a-f]{8}$/);
  assert.is.not(alone('Debian GNU/Linux'), alone('Debian GNU Linux'));
});

test('what two entries would share is made different, and belongs to the disk that baton came from', () => {
  const [a, b] = idsOf([onA, onB], partuuids, 'bbbb');
  assert.match(a!, /^auto-bls-debian\.conf-[0-9a-f]{8}$/);
  assert.is(b, 'debian.conf');
  const both = idsOf([onA, onB], partuuids);
  assert.is(both[0], a);
  assert.is.not(both[1], both[0]);
});

test('an id does not depend on which disk was found first, nor on what the kernel calls it', () => {
  const [a, b] = idsOf([onA, onB], partuuids);
  assert.equal(idsOf([onB, onA], partuuids), [b, a]);
  const renamed = [
    { ...onA, volume: 'sda1' },
    { ...onB, volume: 'sdb1' },
  ];
  const sd = new Map([
    ['sda1', 'aaaa'],
    ['sdb1', 'bbbb'],
  ]);
  assert.equal(idsOf(renamed, sd), [a, b]);
});

test('an entry is found by its id or a pattern, whatever the case', () => {
  const entries = [onA, entry('Windows', { source: 'systemd-boot', id: 'auto-windows' })];
  const ids = loaderIds(entries);
  const found = (pattern: string) => entryById(entries, ids, pattern)?.id;
  assert.is(found('Auto-Windows'), 'auto-windows');
  assert.is(found('deb*.conf'), 'debian.conf');
  assert.is(found('debian'), undefined);
});

test.run();
