import { MountError } from 'node-mount';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pick } from '../../../src/node-mount/kernel-log.ts';

test('the message is one sentence with what was tried, the likely cause and the code', () => {
  const error = new MountError({
    operation: 'mount',
    errno: 22,
    source: '/dev/vda2',
    target: '/run/vda2',
    type: 'ext4',
  });
  assert.is(
    error.message,
    'mount /dev/vda2 on /run/vda2 as ext4 failed: ' +
      'the filesystem is not what was asked for, or its superblock is damaged (EINVAL)',
  );
});

test('a missing driver is named with the filesystem that wants it', () => {
  const error = new MountError({ operation: 'mount', errno: 19, source: '/dev/sda1', target: '/mnt', type: 'btrfs' });
  assert.match(error.message, 'this kernel has no driver for btrfs; load its module first (ENODEV)');
});

test('an errno that libuv does not name has its Linux name all the same', () => {
  const error = new MountError({ operation: 'mount', errno: 117, source: '/dev/sda1', target: '/mnt', type: 'xfs' });
  assert.is(error.code, 'EUCLEAN');
  assert.match(error.message, 'check it with its fsck');
});

test('a number without a name is shown as it is', () => {
  assert.is(new MountError({ operation: 'unmount', errno: 999, target: '/mnt' }).code, 'errno 999');
});

// Records as /dev/kmsg gives them: priority, sequence number, microseconds, flags, text; then properties of the device.
const records = [
  '3,900,51000,-;EXT4-fs (sdb1): bad geometry\n SUBSYSTEM=block\n',
  "3,901,52000,-;EXT4-fs (sdb11): VFS: Can't find ext4 filesystem\n",
  '6,902,53000,-;usb 1-1: new high-speed USB device\n',
];

test('of the kernel’s log lines, the one that names the device is taken', () => {
  assert.is(pick(records, 'sdb1', 'ext4'), 'EXT4-fs (sdb1): bad geometry');
});

test('failing that, the last one of the filesystem’s driver', () => {
  assert.is(pick(records, 'vda', 'ext4'), "EXT4-fs (sdb11): VFS: Can't find ext4 filesystem");
});

test('a line about something else is not taken', () => {
  assert.is(pick(records, 'vda', 'xfs'), undefined);
});

test.run();
