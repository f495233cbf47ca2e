import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Identity } from '../../src/entry/volume.ts';
import { Hooks } from '../../src/hooks/hooks.ts';
import { Journal } from '../../src/journal.ts';
import { InForce } from '../../src/settings/in-force.ts';
import { readParameters } from '../../src/settings/parameters.ts';
import { VolumeWishes } from '../../src/volume-wishes.ts';
import { MemoryVolume } from './memory-volume.ts';

function machine(cmdline: Readonly<Record<string, string>> = {}) {
  const parameters = Object.entries(cmdline).map(([name, value]) => ({ name, value }));
  const inForce = new InForce(undefined, readParameters(parameters));
  const journal = new Journal();
  const notices: string[] = [];
  const hooks = new Hooks(journal, inForce.settings, '/no/such');
  const wishes = new VolumeWishes(inForce, hooks, journal, (text) => notices.push(text));
  return { inForce, wishes, notices };
}

const volume = (identity: Partial<Identity>, text: string) => new MemoryVolume(identity, { '/baton.toml': text });
const label = 'BATON';

test('the settings of a trusted volume are used, and what is wrong there is told once', async () => {
  const { inForce, wishes, notices } = machine();
  const stick = volume({ id: 'vdb', label }, 'timeout = 7\nrounds = 0\n');
  const other = volume({ id: 'vdc' }, 'timeout = 99\n');
  await wishes.look([other, stick]);
  await wishes.look([stick, other]);
  assert.is(inForce.settings.timeout, 7);
  assert.equal(notices, ['/baton.toml on vdb, line 2: rounds takes a number from 1 to 99, not 0.']);
});

test('a volume that appears later is used when it appears, and kept when it goes', async () => {
  const { inForce, wishes } = machine();
  await wishes.look([]);
  await wishes.look([volume({ label }, 'timeout = 7\n')]);
  await wishes.look([]);
  assert.is(inForce.settings.timeout, 7);
});

test('no volume is obeyed where none is trusted', async () => {
  const { inForce, wishes, notices } = machine({ 'baton.trust': 'none' });
  await wishes.look([volume({ label }, 'timeout = 7\n')]);
  assert.equal([inForce.settings.timeout, notices], [undefined, []]);
});

test('a volume that cannot be read is told, and the others are used', async () => {
  const { inForce, wishes, notices } = machine();
  const broken = volume({ id: 'vdb', label }, 'timeout = 8\n');
  broken.stat = async () => Promise.reject(new Error('EIO: i/o error'));
  await wishes.look([broken, volume({ id: 'vdc', label }, 'timeout = 9\n')]);
  assert.is(inForce.settings.timeout, 9);
  assert.equal(notices, ['The settings and hooks on vdb cannot be used: EIO: i/o error']);
});

test.run();
