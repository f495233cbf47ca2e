import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceTreeRemarks, handsDeviceTrees } from '../../../src/kexec/device-tree.ts';

test('arm64 kernels get the device tree of their entry, and those of x86 do not', () => {
  assert.equal([handsDeviceTrees('arm64'), handsDeviceTrees('x64')], [true, false]);
  assert.equal(deviceTreeRemarks('/board.dtb', [], 'arm64'), []);
  assert.equal(deviceTreeRemarks('/board.dtb', [], 'x64'), [
    'The device tree /board.dtb is passed over: x86 kernels take none from their boot loaders.',
  ]);
  assert.match(
    deviceTreeRemarks('in /a.efi', [], 'riscv64')[0]!,
    /tree in \/a\.efi is passed over: baton knows no way/,
  );
});

test('so do what is applied to it', () => {
  const overlays = [{ path: '/hat.dtbo' }];
  assert.equal(deviceTreeRemarks(undefined, overlays, 'arm64'), []);
  assert.match(
    deviceTreeRemarks('/board.dtb', overlays, 'x64')[1]!,
    /^The device tree \/hat\.dtbo is passed over: x86/,
  );
});

test('without one there is nothing to say', () => {
  assert.equal(deviceTreeRemarks(undefined, undefined, 'x64'), []);
});

test.run();
