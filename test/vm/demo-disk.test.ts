// The demo disk is a real Debian, although it was never installed on a machine.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { demoDisk } from '../../qemu/debian/disk.ts';
import { bootNatively } from './native.ts';

const disk = await demoDisk();
const { machine, shell } = await bootNatively(disk);
test.after(() => machine.kill());

test('its own GRUB boots it to a login, and nothing in it has failed', async () => {
  assert.is(await shell.run('systemctl is-system-running --wait'), 'running\n');
});

test('its grub.cfg is what grub-mkconfig writes on the running system, where the disk is a real one', async () => {
  assert.is(await shell.run('grub-mkconfig 2>/dev/null | diff - /boot/grub/grub.cfg'), '');
});

test('there is a submenu with two kernels', async () => {
  assert.is(await shell.run('grep -c ^submenu /boot/grub/grub.cfg'), '1\n');
  assert.is(await shell.run('ls /boot/vmlinuz-* | wc -l'), '2\n');
  assert.is(await shell.run('ls /boot/initrd.img-* | wc -l'), '2\n');
});

test('its files belong to whom the packages gave them, not to the user who made the image', async () => {
  assert.is(await shell.run('find / -xdev \\( -nouser -o -nogroup \\)'), '');
  assert.is(await shell.run('stat -c %U:%G / /etc /usr/bin/su /root | sort -u'), 'root:root\n');
  assert.is(await shell.run('stat -c %A:%G /etc/shadow /usr/bin/su'), '-rw-r-----:shadow\n-rwsr-xr-x:root\n');
});

test('nothing of its making is left in it', async () => {
  assert.is(await shell.run('head -c 4 /usr/sbin/grub-probe | tail -c 3'), 'ELF');
  assert.is(await shell.run('ls -A /var/cache/apt/archives/*.deb /usr/sbin/grub-probe.* 2>/dev/null; true'), '');
});

test.run();
