import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makePlan } from '../../../src/policy/plan.ts';
import { entry, reading } from '../entries.ts';

const debian = entry('Debian');
const old = entry('Debian, old', { default: true });

test('the default is the one of the boot loader, and the reason names its file', () => {
  const plan = makePlan([reading([debian, old], { timeout: 3 })], {});
  assert.is(plan.default, old);
  assert.is(plan.timeout, 3);
  assert.is(plan.reason, 'it is the default of /boot/grub/grub.cfg on vda2');
});

test('a setting names the default by title or id, and gives the timeout', () => {
  const named = entry('Rescue', { id: 'rescue-1' });
  for (const boot of ['Rescue', 'rescue-1']) {
    const plan = makePlan([reading([old, named], { timeout: 3 })], { boot, timeout: 0 });
    assert.is(plan.default, named);
    assert.is(plan.timeout, 0);
  }
});

test('a setting that names nothing leaves the default of the boot loader', () => {
  assert.is(makePlan([reading([debian, old])], { boot: 'Plan 9' }).default, old);
});

test('the first volume in order wins, and its own timeout counts', () => {
  const other = entry('Fedora', { volume: 'vdb1', default: true });
  const plan = makePlan([reading([old], { timeout: 7 }), reading([other], { volume: 'vdb1', timeout: 1 })], {});
  assert.is(plan.default, old);
  assert.is(plan.timeout, 7);
  assert.equal(plan.entries, [old, other]);
});

test('a default that cannot be booted gives way to the first entry that can', () => {
  const windows = entry('Windows', { kind: 'chainload', default: true });
  const waiting = entry('On another disk', { kernel: { path: '/vmlinuz', wants: 'UUID=1234' } });
  const plan = makePlan([reading([windows, waiting, debian])], {});
  assert.is(plan.default, debian);
  assert.is(plan.reason, 'it is the first entry that can be booted');
});

test('a unified kernel image can be booted, and so can a kernel in a disc image', () => {
  const unified = entry('Unified', { kind: 'uki', default: true });
  const inImage = entry('In an image', { kernel: { volume: 'vda2', path: '/vmlinuz', image: '/debian.iso' } });
  assert.is(makePlan([reading([debian, unified])], {}).default, unified);
  assert.is(makePlan([reading([inImage, debian])], {}).default, inImage);
});

test('without a timeout in the configuration a person has five seconds', () => {
  assert.is(makePlan([reading([debian])], {}).timeout, 5);
});

test('no reading makes an empty plan', () => {
  const plan = makePlan([], {});
  assert.is(plan.default, undefined);
  assert.equal(plan.entries, []);
});

test.run();
