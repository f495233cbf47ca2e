import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Gate } from '../../../src/disks/gate.ts';
import { failure } from '../../failure.ts';

test('no more tasks run at once than are let in, in the order in which they came', async () => {
  const gate = new Gate(2);
  let running = 0;
  let most = 0;
  const ended: number[] = [];
  const task = (index: number) => async () => {
    most = Math.max(most, ++running);
    await sleep(5);
    running--;
    ended.push(index);
  };
  await Promise.all([0, 1, 2, 3, 4].map((index) => gate.run(task(index))));
  assert.is(most, 2);
  assert.equal(ended, [0, 1, 2, 3, 4]);
});

test('a task that throws makes room, and its error comes through', async () => {
  const gate = new Gate(1);
  const failing = gate.run(() => Promise.reject(new Error('no disk')));
  assert.is((await failure(failing)).message, 'no disk');
  assert.is(await gate.run(async () => 'next'), 'next');
});

test('a task that never ends does not keep the others waiting', async () => {
  const gate = new Gate(1);
  void gate.run(() => new Promise(() => {}));
  assert.is(await gate.run(async () => 'next'), 'next');
});

test.run();
