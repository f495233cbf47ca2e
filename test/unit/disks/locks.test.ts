import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Lock, Locks, noWishes } from '../../../src/disks/locks.ts';
import type { BlockDevice } from '../../../src/entry/block-device.ts';
import { Journal } from '../../../src/journal.ts';

/** A device that `secret` opens; `tried` gets what is tried, and `running` how many do so at once. */
function lock(name: string, secret: string, tried: string[] = [], running = { now: 0, most: 0 }): Lock {
  const device: BlockDevice = {
    name,
    node: `/dev/${name}`,
    major: 8,
    minor: 0,
    size: 2 ** 20,
    sectorSize: 512,
    removable: false,
  };
  return {
    device,
    what: 'LUKS2',
    identity: { id: name, uuid: name },
    detached: false,
    open: async (key) => {
      running.most = Math.max(running.most, ++running.now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running.now--;
      const text = Buffer.from(key).toString();
      tried.push(`${name} ${text}`);
      return text === secret;
    },
  };
}

/** Locks with `all` waiting, and how often their number has changed. */
function locks(all: readonly Lock[], handover = false) {
  const seen = { changes: 0 };
  const made = new Locks({ ...noWishes, handover }, new Journal(), () => void seen.changes++);
  for (const one of all) made.add(one);
  return { made, seen };
}

const bytes = (text: string) => Uint8Array.from(Buffer.from(text));
const isWiped = (key: Uint8Array) => key.every((byte) => byte === 0);
const waitingNames = (made: Locks) => made.waiting.map(({ device }) => device.name);

async function idle(made: Locks): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve, 20));
  while (made.busy);
}

test('the right key opens it, a wrong one does not', async () => {
  const { made, seen } = locks([lock('vda3', 'right')]);
  assert.is(await made.offer(made.waiting[0]!, bytes('wrong')), false);
  assert.equal(waitingNames(made), ['vda3']);
  assert.is(await made.offer(made.waiting[0]!, bytes('right')), true);
  assert.equal(waitingNames(made), []);
  // It appeared, a key was tried, it was opened, another key had been tried.
  await idle(made);
  assert.is(seen.changes, 4);
});

test('what somebody types is tried on the others as well, one after the other, even when it is wiped meanwhile', async () => {
  const tried: string[] = [];
  const running = { now: 0, most: 0 };
  const { made } = locks(
    ['vda', 'vdb', 'vdc'].map((name) => lock(name, name === 'vdc' ? 'two' : 'one', tried, running)),
  );
  const key = bytes('one');
  assert.is(await made.offer(made.waiting[1]!, key), true);
  key.fill(0);
  await idle(made);
  assert.equal(tried, ['vdb one', 'vda one', 'vdc one']);
  assert.equal(waitingNames(made), ['vdc']);
  assert.is(running.most, 1);
});

test('the next try does not wait for all others', async () => {
  const tried: string[] = [];
  const { made } = locks(['vda', 'vdb', 'vdc', 'vdd'].map((name) => lock(name, 'right', tried)));
  const [first] = made.waiting;
  await made.offer(first!, bytes('wrong'));
  assert.is(await made.offer(first!, bytes('right')), true);
  await idle(made);
  assert.equal(tried, ['vda wrong', 'vdb wrong', 'vda right', 'vdb right', 'vdc right', 'vdd right']);
});

test('two keys are not tried at the same time', async () => {
  const running = { now: 0, most: 0 };
  const { made } = locks(['vda', 'vdb'].map((name) => lock(name, 'right', [], running)));
  await Promise.all(made.waiting.map((one) => made.open(one, bytes('right'))));
  assert.is(running.most, 1);
});

test('keys are kept only for a handover, and wiped at the end', async () => {
  const { made } = locks([lock('vda3', 'right')]);
  await made.offer(made.waiting[0]!, bytes('right'));
  assert.equal(made.opened, []);

  const kept = locks([lock('vda3', 'right')], true).made;
  await kept.offer(kept.waiting[0]!, bytes('right'));
  const { key } = kept.opened[0]!;
  assert.equal(key, bytes('right'));
  await kept.end();
  assert.ok(isWiped(key));
  assert.equal(kept.opened, []);
});

test('the key of a disk that is pulled out is wiped', async () => {
  const { made } = locks([lock('vda3', 'right')], true);
  await made.offer(made.waiting[0]!, bytes('right'));
  const { key } = made.opened[0]!;
  made.remove('vda3');
  assert.ok(isWiped(key));
});

test('after the end nothing is tried', async () => {
  const tried: string[] = [];
  const { made } = locks([lock('vda3', 'right', tried)]);
  await made.end();
  assert.is(await made.offer(made.waiting[0]!, bytes('right')), false);
  assert.equal(tried, []);
});

test.run();
