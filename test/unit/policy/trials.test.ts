// Boot counting: which systems were started, and what is passed over for that.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makePlan } from '../../../src/policy/plan.ts';
import { trialKey } from '../../../src/policy/trial-key.ts';
import {
  afterGrace,
  noTrials,
  reportedGood,
  started,
  type Trials,
  trialsFromText,
  trialsToText,
  triesDone,
} from '../../../src/policy/trials.ts';
import { entry, reading } from '../entries.ts';

const volumes = [{ id: 'vda2', uuid: '1111-2222' }];
const kernel = (path: string) => ({ kernel: { volume: 'vda2', path } });
const newer = entry('Debian', { ...kernel('/boot/vmlinuz-6.2'), default: true });
const older = entry('Debian, 6.1', kernel('/boot/vmlinuz-6.1'));
const oldest = entry('Debian, 6.0', kernel('/boot/vmlinuz-6.0'));
const [a, b] = [trialKey(newer, volumes), trialKey(older, volumes)];
const plan = (trials: Trials, differences = {}) =>
  makePlan([reading([newer, oldest, older], differences)], { tries: 2, trials, volumes });

test('a system that was started twice in vain is passed over: the last good one boots, and the reason says so', () => {
  const good = reportedGood(started(noTrials, b, 1000));
  const once = started(good, a, 2000);
  assert.is(plan(once).default, newer);
  const twice = started(once, a, 3000);
  assert.is(plan(twice).default, older);
  assert.is(
    plan(twice).reason,
    '"Debian" was started 2 times without reporting itself good, and this is the last that did',
  );
});

test('where none was good the fallback of the configuration boots, or else the next entry', () => {
  const trials = started(started(noTrials, a, 0), a, 0);
  assert.is(plan(trials).default, oldest);
  assert.is(plan(trials, { fallback: ['Debian, 6.1'] }).default, older);
  assert.match(plan(trials).reason, 'and this is what comes next');
});

test('where everything was started in vain the default boots all the same', () => {
  const keys = [newer, older, oldest].map((one) => trialKey(one, volumes));
  const trials = keys.reduce((all, key) => started(started(all, key, 0), key, 0), noTrials);
  assert.is(plan(trials).default, newer);
  assert.match(plan(trials).reason, 'but there is nothing else to boot');
});

test('an entry that its own boot loader counts is passed over when it has no tries left, and counts for itself', () => {
  const counted = entry('Counted', { default: true, tries: { left: 0, done: 3 } });
  const { default: chosen, reason } = makePlan([reading([counted, older])], {});
  assert.is(chosen, older);
  assert.match(reason, '"Counted" was started 3 times without');
  assert.is(makePlan([reading([counted])], {}).default, counted);
});

test('an entry without tries left that its boot loader has put behind all others is named all the same', () => {
  const counted = entry('Counted', { tries: { left: 0, done: 1 } });
  const other = entry('Elsewhere', { tries: { left: 0, done: 1 }, volume: 'vdb1' });
  const { default: chosen, reason } = makePlan([reading([newer, counted, other])], {});
  assert.is(chosen, newer);
  assert.match(reason, /^it is the default of .*; "Counted" was started once without reporting itself good$/);
  assert.not.match(makePlan([reading([newer, other])], {}).reason, 'without reporting');
});

test('what was set for one boot is obeyed, however often it was started', () => {
  const trials = started(started(noTrials, a, 0), a, 0);
  assert.is(plan(trials, { chosenBy: 'once' }).default, newer);
});

test('a report is about the system that was started last, and begins its count anew', () => {
  const trials = reportedGood(started(started(started(noTrials, b, 0), a, 0), a, 0));
  assert.equal([triesDone(trials, a), triesDone(trials, b)], [0, 1]);
  assert.is(trials.last, undefined);
  assert.equal(reportedGood(trials), trials);
});

test('a system that ran for the grace period counts as good, where there is one', () => {
  const trials = started(noTrials, a, 1000);
  assert.is(triesDone(afterGrace(trials, 300, 1299), a), 1);
  assert.is(triesDone(afterGrace(trials, 300, 1300), a), 0);
  assert.is(triesDone(afterGrace(trials, 0, 9999), a), 1);
});

test('a clock that was set back is no grace period', () => {
  assert.is(triesDone(afterGrace(started(noTrials, a, 5000), 300, 100), a), 1);
});

test('trials survive being written, within the room that an environment block has', () => {
  const keys = Array.from({ length: 20 }, (_, index) => index.toString(16).padStart(16, '0'));
  const one = reportedGood(started(noTrials, 'ffffffffffffffff', 1));
  const trials = keys.reduce((all, key) => started(all, key, 1e11), one);
  assert.is(trials.systems.length, 8);
  assert.is(trials.systems.at(-1)!.key, 'ffffffffffffffff', 'the good one is kept');
  assert.equal(trialsFromText(trialsToText(trials)), trials);
  assert.equal(trialsFromText(trialsToText(noTrials)), noTrials);
  const good = keys.reduce((all, key) => started(reportedGood(all), key, 1e11), one);
  assert.ok(trialsToText(good).length <= 240);
});

test('broken texts are no trials, or fewer', () => {
  for (const text of ['', '2 0000000000000001:1', 'last=', '1 last=x@y z', '1 0000000000000001:999', '\0'.repeat(5000)])
    assert.equal(trialsFromText(text), noTrials);
  assert.is(trialsFromText('1 junk 0000000000000001:1').systems.length, 1);
});

test('the same system under two names is one, and a new kernel under an old name is another', () => {
  assert.is(trialKey({ ...newer, id: 'x', title: 'y', submenu: ['z'] }, volumes), a);
  assert.is.not(trialKey({ ...newer, ...kernel('/boot/vmlinuz-6.3') }, volumes), a);
  const renamed = entry('Debian', {
    ...newer,
    volume: 'sdb2',
    kernel: { volume: 'sdb2', path: '/boot/vmlinuz-6.2' },
    initrds: [{ volume: 'sdb2', path: '/boot/initrd.img' }],
  });
  assert.is(trialKey(renamed, [{ id: 'sdb2', uuid: '1111-2222' }]), a, 'the disk has another name now');
});

test('the counter in the name of a unified kernel image makes no difference', () => {
  const image = (name: string) => entry('Arch', { source: 'uki', id: 'arch.efi', ...kernel(`/EFI/Linux/${name}`) });
  assert.is(trialKey(image('arch+3-0.efi'), volumes), trialKey(image('arch+2-1.efi'), volumes));
});

test.run();
