import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareNames } from '../../../src/disks/compare-names.ts';

test('devices come in the order of people', () => {
  const sorted = [
    'dm-2',
    'dm-10',
    'md127',
    'nvme0n1',
    'nvme0n1p2',
    'nvme0n1p10',
    'nvme1n1',
    'sda',
    'sda2',
    'sda10',
    'sdb',
    'sdz',
    'sdaa',
    'sr0',
    'vda',
    'vda1',
  ];
  assert.equal(sorted.toReversed().sort(compareNames), sorted);
  assert.equal([...sorted.slice(7), ...sorted.slice(0, 7)].sort(compareNames), sorted);
});

test('a name is equal to itself alone', () => {
  assert.is(compareNames('sda1', 'sda1'), 0);
  assert.is.not(compareNames('sda1', 'sda01'), 0);
});

test.run();
