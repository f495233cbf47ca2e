import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type FileAnswer, testExpression } from '../../../../src/dialects/grub/test-expression.ts';

const times: Readonly<Record<string, number | undefined>> = { old: 1_000, new: 1_300, unknown: undefined };

/** What `test` says of files with those times. */
function holds(expression: string): boolean {
  const steps = testExpression(expression.split(' '));
  for (let step = steps.next(); ; ) {
    if (step.done) return step.value;
    const { name } = step.value;
    const mtime = times[name];
    const answer: FileAnswer = { kind: 'file', size: 1, ...(mtime === undefined ? {} : { mtime }) };
    step = steps.next(name in times ? answer : undefined);
  }
}

for (const [expression, expected] of [
  ['new -nt old', true],
  ['old -nt new', false],
  ['old -ot new', true],
  ['new -ot old', false],
  ['old -nt old', false],
  ['old -ot old', false],
  ['none -ot old', true],
  ['old -nt none', true],
  ['none -nt old', false],
  ['none -ot none', false],
  // The seconds are added to the left file's time.
  ['old -nt301 new', true],
  ['old -nt300 new', false],
  ['new -ot-301 old', true],
  ['new -ot-299 old', false],
  ['unknown -nt old', false],
  ['old -ot unknown', false],
] as const)
  test(`${expression}: ${expected}`, () => assert.is(holds(expression), expected));

test.run();
