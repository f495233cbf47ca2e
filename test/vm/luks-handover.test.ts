// What opened a LUKS device is handed on only where that was asked for, and only to the system on it.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { uuidOf } from '../../qemu/layouts/recipe.ts';
import { recipeOf } from '../../qemu/layouts/recipes/index.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { luksArchive } from '../../src/kexec/luks-archive.ts';
import { disksOf, forMenu, forQuestion, initrdSize, plainDisk, plainInitrd, question, start } from './luks.ts';

const [luks2] = await disksOf('luks2');
const [lvm] = await disksOf('lvm-on-luks');
const directory = await temporaryDirectory();
const plain = await plainDisk(directory);

/** The size of what is handed on, in bytes, for a layout whose system has no crypttab. */
function archiveSize(name: string): number {
  const uuid = uuidOf(recipeOf(name).name);
  return luksArchive([{ name: `luks-${uuid}`, device: `UUID=${uuid}`, options: [], key: Buffer.from('baton') }]).length;
}

test('the passphrase goes to the system that lies on the device', async () => {
  await using machine = await start([luks2!], 'baton.luks.handover baton.timeout=1');
  const { serial } = machine;
  await serial.expectScreen(question('/dev/vda'), forQuestion);
  serial.type('baton\r');
  assert.is(await initrdSize(machine, 'luks2'), plainInitrd + archiveSize('luks2'));
});

test('it goes there also where LVM is in between', async () => {
  await using machine = await start([lvm!], 'baton.luks.handover baton.timeout=1');
  const { serial } = machine;
  await serial.expectScreen(question('/dev/vda'), forQuestion);
  serial.type('baton\r');
  assert.is(await initrdSize(machine, 'lvm-on-luks'), plainInitrd + archiveSize('lvm-on-luks'));
});

test('another system gets nothing', async () => {
  await using machine = await start([luks2!, plain], 'baton.luks.handover baton.luks=ask baton.timeout=-1');
  const { serial } = machine;
  await serial.expectScreen(question('/dev/vda'), forQuestion);
  serial.type('baton\r');
  await serial.expectScreen(/luks2\n[\s\S]*plain\n/, forMenu);
  serial.type('\x1b[F\r');
  assert.is(await initrdSize(machine, 'plain'), plainInitrd);
});

test.run();
