import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { names } from '../../../src/entry/names.ts';

const root = {
  id: 'vda3',
  device: '/dev/vda3',
  uuid: '7d2f1c9e-5b0a-4c55-9a55-ba7000000003',
  label: 'my root',
  partuuid: 'BA700000-0000-4000-8000-000000000002',
  partlabel: 'root',
};

test('a device is named by each of its tags, a link of udev, or its node', () => {
  for (const name of [
    'UUID=7D2F1C9E-5b0a-4c55-9a55-ba7000000003',
    'UUID="7d2f1c9e-5b0a-4c55-9a55-ba7000000003"',
    'LABEL=my root',
    'PARTUUID=ba700000-0000-4000-8000-000000000002',
    'PARTLABEL=root',
    '/dev/disk/by-label/my root',
    '/dev/disk/by-uuid/7d2f1c9e-5b0a-4c55-9a55-ba7000000003',
    '/dev/vda3',
    'vda3',
  ]) {
    assert.ok(names(name, root), name);
  }
});

test('it is not named by what it does not have', () => {
  for (const name of [
    'UUID=7d2f1c9e',
    'LABEL=My Root',
    'ID=vda3',
    'LABEL=',
    '/dev/disk/by-id/vda3',
    '/dev/vda30',
    '',
  ]) {
    assert.not(names(name, root), name);
  }
  assert.not(names('UUID=1234', { id: 'vda1' }));
});

test.run();
