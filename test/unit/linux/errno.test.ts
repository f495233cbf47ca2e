import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { errnoName } from '../../../src/linux/errno.ts';

test('error numbers have the names that the C library knows', () => {
  // perl asks the C headers of its build; the two names of one number are the same error.
  const table = execFileSync('perl', [
    '-MErrno',
    '-e',
    'print "$_ ".(0+Errno->can($_)->())."\n" for @Errno::EXPORT_OK',
  ]);
  const names = new Map<number, string[]>();
  for (const line of table.toString().trim().split('\n')) {
    const [name = '', number = ''] = line.split(' ');
    names.set(Number(number), [...(names.get(Number(number)) ?? []), name]);
  }
  assert.ok(names.size > 100);
  for (const number of [1, 5, 8, 12, 16, 17, 22, 38, 61, 65, 74, 99, 126, 129]) {
    assert.ok(names.get(number)?.includes(errnoName(number)), `${number}: ${errnoName(number)}`);
  }
});

test('a number without a name is still told', () => {
  assert.is(errnoName(4711), 'errno 4711');
});

test.run();
