import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceTreeRemark, handsDeviceTrees } from '../../../src/kexec/device-tree.ts';

test('arm64 kernels get the device tree of their entry, and those of x86 do not', () => {
  assert.equal([handsDeviceTrees('arm64'), handsDeviceTrees('x64')], [true, false]);
  assert.is(
    deviceTreeRemark('/board.dtb', 'x64'),
    'The device tree /board.dtb is passed over: x86 kernels take none from their boot loaders.',
  );
  assert.match(deviceTreeRemark('in /a.efi', 'riscv64')!, /tree in \/a\.efi is passed over: baton knows no way/);
});

test('without one there is nothing to say', () => {
  assert.is(deviceTreeRemark(undefined), undefined);
});

test.run();
