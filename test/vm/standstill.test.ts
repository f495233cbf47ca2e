// A machine whose kernel stands still before its first program is helped on by what starts it. Here it is paused.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../qemu/machine.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { watchStandstill } from '../../qemu/standstill.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { menuSeconds } from './seconds.ts';

const image = await ensureImage();
const never = Number.POSITIVE_INFINITY;

/** A machine that stands still with its kernel's first lines on the console. */
async function paused(): Promise<Machine> {
  const machine = await startMachine({ ...image, append: onSerial });
  await machine.serial.expect(/Linux version/, { seconds: menuSeconds, what: 'the kernel' });
  await machine.pause();
  return machine;
}

const runs = { seconds: menuSeconds, what: 'the first program' };

test('its processors are woken, and it goes on', async () => {
  await using machine = await paused();
  watchStandstill(machine.serial, machine.qmp, false, { wake: 2, reset: never });
  await machine.serial.expect(/Run \/init as init process/, runs);
  assert.is(machine.serial.transcript.match(/Linux version/g)?.length, 1);
});

test('where that does not help it is reset once, and ends with its system as before', async () => {
  await using machine = await paused();
  watchStandstill(machine.serial, machine.qmp, false, { wake: never, reset: 2 });
  await machine.serial.expect(/Run \/init as init process/, runs);
  assert.is(machine.serial.transcript.match(/Linux version/g)?.length, 2);
  await machine.serial.expectScreen(/No disk was found/, { seconds: menuSeconds, what: 'the menu' });
  machine.serial.type('r');
  await machine.waitExit(menuSeconds);
});

test.run();
