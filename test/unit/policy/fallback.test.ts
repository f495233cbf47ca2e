import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { entryKey } from '../../../src/entry/key.ts';
import { nextChoice } from '../../../src/policy/fallback.ts';
import { makePlan } from '../../../src/policy/plan.ts';
import { entry, reading } from '../entries.ts';

const first = entry('Debian');
const recovery = entry('Debian (recovery mode)', { cmdline: 'root=/dev/vda2 ro single' });
const windows = entry('Windows', { kind: 'chainload' });
const older = entry('Debian, older kernel');
const plan = makePlan([reading([first, recovery, windows, older])], {});

test('the next entry in order is tried, maintenance systems last', () => {
  const tried = new Set([entryKey(first)]);
  assert.is(nextChoice(plan, tried), older);
  tried.add(entryKey(older));
  assert.is(nextChoice(plan, tried), recovery);
  tried.add(entryKey(recovery));
  assert.is(nextChoice(plan, tried), undefined);
});

test("what the default's configuration names for its failure comes first, what was started too often last", () => {
  const between = entry('Between');
  const withFallback = makePlan(
    [reading([first, recovery, between, older, windows], { fallback: ['Debian, older kernel'] })],
    {},
  );
  assert.is(nextChoice(withFallback, new Set([entryKey(first)])), older);
  const third = entry('Third');
  const spent = { ...makePlan([reading([first, older, third])], {}), spent: new Set([entryKey(older)]) };
  const tried = new Set([entryKey(first)]);
  assert.is(nextChoice(spent, tried), third);
  tried.add(entryKey(third));
  assert.is(nextChoice(spent, tried), older);
});

test.run();
