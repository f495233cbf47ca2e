// Who may do what, by GRUB's users and the password of the settings.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Accounts } from '../../../src/entry/accounts.ts';
import type { Reading } from '../../../src/entry/reading.ts';
import { type Barrier, barrierOf, barrierOfAll, type Standing } from '../../../src/policy/access.ts';
import { readGrub } from '../dialects/grub/read-grub.ts';
import { entry, reading } from '../entries.ts';

const nothing: Standing = { hasPassword: false, isMaster: false, given: new Set() };

/** grub.cfg of a first disk. */
const guarded = await readGrub(`superusers=root
password root a
password ann b
menuentry free --unrestricted { linux /vmlinuz; }
menuentry hers --users ann { linux /vmlinuz; }
menuentry closed { linux /vmlinuz; }
`);
const [free, hers, closed] = guarded.entries;
/** A second disk's, which asks nobody. */
const other = entry('other', { volume: 'vdb1' });
const unguarded = reading([other], { volume: 'vdb1' });
const both = [guarded, unguarded];

const names = (barrier: Barrier | undefined) => barrier?.accounts.map(({ name }) => name);
const given = (...users: string[]): Standing => ({
  ...nothing,
  given: new Set(users.map((name) => `vda1\n/boot/grub/grub.cfg\n${name}`)),
});

test('without users and a password everything is open', () => {
  assert.is(barrierOf(other, false, [unguarded], nothing), undefined);
  assert.is(barrierOfAll([unguarded], nothing), undefined);
});

test("GRUB's entries: the unrestricted one boots, the others take the users they name, or a superuser", () => {
  assert.is(barrierOf(free!, false, both, nothing), undefined);
  assert.equal(names(barrierOf(hers!, false, both, nothing)), ['root', 'ann']);
  assert.equal(names(barrierOf(closed!, true, both, nothing)), ['root']);
  assert.is(barrierOf(hers!, false, both, given('ann')), undefined);
  assert.equal(names(barrierOf(closed!, false, both, given('ann'))), ['root']);
  assert.is(barrierOf(closed!, false, both, given('root')), undefined);
});

test('an entry that was edited is that of its configuration', () => {
  assert.equal(names(barrierOf({ ...closed!, cmdline: 'init=/bin/sh' }, false, both, nothing)), ['root']);
});

test('what else there is to boot takes a superuser, unless it boots by itself', () => {
  assert.equal(names(barrierOf(other, false, both, nothing)), ['root']);
  assert.is(barrierOf(other, true, both, nothing), undefined);
  assert.is(barrierOf(other, false, both, given('root')), undefined);
});

test('editing and the shell take a superuser', () => {
  assert.equal(names(barrierOfAll(both, nothing)), ['root']);
  assert.equal(names(barrierOfAll(both, given('ann'))), ['root']);
  assert.is(barrierOfAll(both, given('root')), undefined);
});

test('a disk that brings superusers of its own opens nothing of the others', () => {
  const accounts: Accounts = {
    superusers: ['root'],
    users: [{ name: 'root', password: { kind: 'clear', bytes: Buffer.from('mine') } }],
  };
  const stick: Reading = { ...reading([entry('stick', { volume: 'sda1' })], { volume: 'sda1' }), accounts };
  const standing: Standing = { ...nothing, given: new Set(['sda1\n/boot/grub/grub.cfg\nroot']) };
  assert.equal(names(barrierOf(closed!, false, [guarded, stick], standing)), ['root']);
  assert.equal(names(barrierOfAll([guarded, stick], standing)), ['root']);
});

test('with a password of the settings only the default boots without it, and it opens everything', () => {
  const locked: Standing = { ...nothing, hasPassword: true };
  assert.equal(barrierOf(free!, false, both, locked), { accounts: [] });
  assert.is(barrierOf(free!, true, both, locked), undefined);
  assert.equal(names(barrierOf(closed!, true, both, locked)), ['root']);
  assert.equal(barrierOfAll(both, locked), { accounts: [] });
  const master: Standing = { ...locked, isMaster: true };
  for (const one of [free!, hers!, closed!, other]) assert.is(barrierOf(one, false, both, master), undefined);
  assert.is(barrierOfAll(both, master), undefined);
});

test("a superuser of GRUB's opens nothing that the password of the settings locks", () => {
  const standing: Standing = { ...given('root'), hasPassword: true };
  assert.equal(barrierOfAll(both, standing), { accounts: [] });
  assert.is(barrierOf(closed!, false, both, standing), undefined);
});

test('an entry that names users of which nobody has a password is open to nobody', () => {
  const lost = entry('lost', { users: ['root'] });
  assert.equal(barrierOf(lost, true, [reading([lost])], nothing), { accounts: [] });
});

test.run();
