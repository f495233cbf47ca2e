import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceTreeRemark } from '../../../src/kexec/device-tree.ts';

test('a device tree is passed over, and each processor has its reason', () => {
  assert.is(
    deviceTreeRemark('/board.dtb', 'x64'),
    'The device tree /board.dtb is passed over: x86 kernels take none from their boot loaders.',
  );
  assert.match(deviceTreeRemark('/board.dtb', 'arm64')!, /kexec_file_load hands the running kernel's own/);
  assert.match(deviceTreeRemark('in /a.efi', 'riscv64')!, /tree in \/a\.efi is passed over: baton knows no way/);
});

test('without one there is nothing to say', () => {
  assert.is(deviceTreeRemark(undefined), undefined);
});

test.run();
