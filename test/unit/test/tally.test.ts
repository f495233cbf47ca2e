import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FileResult } from '../../run-file.ts';
import { Tally } from '../../tally.ts';

const good: FileResult = { passed: 3, failed: 0, skipped: 0, seconds: 1, output: 'fine' };
const bad: FileResult = {
  passed: 2,
  failed: 1,
  skipped: 1,
  seconds: 1.25,
  output: 'because\nof this',
  problem: 'late',
};

function tallyOf(results: Readonly<Record<string, FileResult>>): { tally: Tally; lines: string[] } {
  const lines: string[] = [];
  const tally = new Tally((line) => lines.push(line));
  for (const [file, result] of Object.entries(results)) tally.add(file, result);
  return { tally, lines };
}

const counts = ({ passed, failed }: Tally) => ({ passed, failed });

test('a line for each file, and all that one printed which failed', () => {
  const { tally, lines } = tallyOf({ '/a': good, '/b': bad });
  assert.equal(counts(tally), { passed: 5, failed: 1 });
  assert.match(lines[0]!, /^ok {4}\S*\ba {2}3 passed, 1\.0 s$/);
  assert.match(lines[1]!, /^FAIL {2}\S*\bb {2}2 passed, 1 failed, 1 skipped, 1\.3 s$/);
  assert.equal(lines.slice(2), ['    because\n    of this', '    late']);
});

test('a file that fails once and passes alone is told, and does not count as failed', async () => {
  const { tally, lines } = tallyOf({ '/a': good, '/b': bad });
  const asked: string[] = [];
  await tally.again(async (file) => {
    asked.push(file);
    return good;
  });
  assert.equal(asked, ['/b']);
  assert.equal(counts(tally), { passed: 6, failed: 0 });
  assert.match(lines.at(-1)!, /^UNSTEADY, now ok .*\bb {2}3 passed/);
});

test('a file that fails again counts as failed', async () => {
  const { tally, lines } = tallyOf({ '/a': good, '/b': bad });
  await tally.again(async () => bad);
  assert.equal(counts(tally), { passed: 5, failed: 1 });
  assert.match(lines.join('\n'), /^FAIL again .*\bb /m);
});

test('of three files that fail none is run again', async () => {
  const { tally } = tallyOf({ '/a': bad, '/b': bad, '/c': bad });
  await tally.again(async () => good);
  assert.is(tally.failed, 3);
});

test.run();
