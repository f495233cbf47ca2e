import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Entry } from '../../../src/entry/entry.ts';
import { Autoboot } from '../../../src/policy/autoboot.ts';
import { makePlan } from '../../../src/policy/plan.ts';
import { entry, reading } from '../entries.ts';

/** Every attempt fails; what was done is kept in order. */
function recorder(busy = () => false, rounds = 1) {
  const done: string[] = [];
  const ticks: number[] = [];
  const autoboot = new Autoboot(
    {
      tick: (left) => ticks.push(left),
      attempt: async ({ title }: Entry) => void done.push(title),
      busy,
      again: (seconds) => void done.push(`again in ${seconds} s`),
      exhausted: () => void done.push('exhausted'),
    },
    () => rounds,
  );
  return { done, ticks, autoboot };
}

const a = entry('A', { default: true });
const b = entry('B');
const c = entry('C', { volume: 'vdb1' });
const atOnce = { timeout: 0 };
const settled = () => sleep(20);

/** Waits until so much has been done, for as long as a busy machine may take. */
async function until(done: readonly string[], length: number): Promise<void> {
  for (const end = performance.now() + 30_000; done.length < length && performance.now() < end; ) await sleep(50);
}

test('the default is tried first, then the others, each once, and then it says so', async () => {
  const { done, autoboot } = recorder();
  autoboot.follow(makePlan([reading([b, a])], atOnce));
  await settled();
  assert.equal(done, ['A', 'B', 'exhausted']);
  autoboot.follow(makePlan([reading([b, a])], atOnce));
  await settled();
  assert.is(done.length, 3);
});

test('between two rounds there is a longer countdown, which a key ends', async () => {
  const { done, ticks, autoboot } = recorder(() => false, 2);
  autoboot.follow(makePlan([reading([b, a])], atOnce));
  await settled();
  assert.equal(done, ['A', 'B', 'again in 30 s']);
  assert.is(ticks[0], 30);
  autoboot.cancel();
  await settled();
  assert.is(done.length, 3);
});

test('what was tried in vain boots again when that is renewed, and not before the next plan', async () => {
  const { done, autoboot } = recorder();
  const plan = makePlan([reading([a])], atOnce);
  autoboot.follow(plan);
  await settled();
  autoboot.renew();
  await settled();
  assert.equal(done, ['A', 'exhausted']);
  autoboot.follow(plan);
  await settled();
  assert.equal(done, ['A', 'exhausted', 'A', 'exhausted']);
});

test('a disk that comes after everything failed is tried too', async () => {
  const { done, autoboot } = recorder();
  autoboot.follow(makePlan([reading([a])], atOnce));
  await settled();
  autoboot.follow(makePlan([reading([a]), reading([c], { volume: 'vdb1' })], atOnce));
  await settled();
  assert.equal(done, ['A', 'exhausted', 'C', 'exhausted']);
});

test('a countdown runs before the first attempt, and a key ends it', async () => {
  const { done, ticks, autoboot } = recorder();
  autoboot.follow(makePlan([reading([a])], { timeout: 3 }));
  await sleep(600);
  assert.is(ticks[0], 3);
  assert.ok(ticks.length >= 2);
  autoboot.cancel();
  await sleep(3000);
  assert.equal(done, []);
});

test('a countdown that nobody ends leads to the attempt', async () => {
  const { done, autoboot } = recorder();
  autoboot.follow(makePlan([reading([a])], { timeout: 1 }));
  await until(done, 2);
  assert.equal(done, ['A', 'exhausted']);
});

test('a negative timeout waits for a person', async () => {
  const { done, autoboot } = recorder();
  autoboot.follow(makePlan([reading([a])], { timeout: -1 }));
  await settled();
  assert.equal(done, []);
});

test('disks that are still looked at are waited for, so that the default does not depend on their speed', async () => {
  let busy = true;
  const { done, autoboot } = recorder(() => busy);
  autoboot.follow(makePlan([reading([c], { volume: 'vdb1' })], atOnce));
  await sleep(50);
  assert.equal(done, []);
  busy = false;
  autoboot.follow(makePlan([reading([a]), reading([c], { volume: 'vdb1' })], atOnce));
  await settled();
  assert.is(done[0], 'A');
});

test('a disk that never answers is waited for a second at most', async () => {
  const { done, autoboot } = recorder(() => true);
  autoboot.follow(makePlan([reading([a])], atOnce));
  await until(done, 1);
  assert.is(done[0], 'A');
});

test('while somebody answers a question nothing boots, and afterwards the whole countdown runs', async () => {
  const { done, ticks, autoboot } = recorder();
  const plan = makePlan([reading([a])], { timeout: 2 });
  autoboot.follow(plan);
  await sleep(600);
  assert.is(autoboot.hold(), true);
  autoboot.follow(plan);
  await sleep(2000);
  assert.equal(done, []);
  ticks.length = 0;
  autoboot.release();
  await sleep(600);
  assert.is(ticks[0], 2);
  assert.equal(done, []);
  await until(done, 2);
  assert.equal(done, ['A', 'exhausted']);
});

test('a question that is answered after a key was pressed lets nothing boot', async () => {
  const { done, autoboot } = recorder();
  autoboot.cancel();
  autoboot.hold();
  autoboot.release();
  autoboot.follow(makePlan([reading([a])], atOnce));
  await settled();
  assert.equal(done, []);
});

test.run();
