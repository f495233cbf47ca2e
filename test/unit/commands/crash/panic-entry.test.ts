// Which kernel is loaded for a crash, out of what the running system's configurations say.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { panicCmdline, panicEntry } from '../../../../src/commands/crash/panic-entry.ts';
import { type Content, MemoryVolume } from '../../memory-volume.ts';

const GRUB = `set default=0
menuentry 'Debian' { linux /boot/vmlinuz-6.1.0-50-amd64 root=UUID=77 ro quiet
  initrd /boot/initrd.img-6.1.0-50-amd64 }
menuentry 'Debian (recovery mode)' { linux /boot/vmlinuz-6.1.0-5-amd64 root=UUID=77 ro single
  initrd /boot/initrd.img-6.1.0-5-amd64 }
menuentry 'Debian, older' { linux /boot/vmlinuz-6.1.0-5-amd64 root=UUID=77 ro quiet
  initrd /boot/initrd.img-6.1.0-5-amd64 }
`;
const FILES = {
  '/boot/grub/grub.cfg': GRUB,
  '/boot/vmlinuz-6.1.0-5-amd64': 'k',
  '/boot/initrd.img-6.1.0-5-amd64': 'i',
  '/boot/vmlinuz-6.1.0-50-amd64': 'k',
  '/boot/initrd.img-6.1.0-50-amd64': 'i',
};
const CMDLINE = 'BOOT_IMAGE=/boot/vmlinuz-6.1.0-5-amd64 root=UUID=77 ro quiet crashkernel=256M hugepages=64 debug\n';
const CRASH = 'nr_cpus=1 reset_devices irqpoll cgroup_disable=memory udev.children_max=2 panic=10';

const choose = (files: Readonly<Record<string, Content>>, cmdline = CMDLINE, version = '6.1.0-5-amd64') =>
  panicEntry([new MemoryVolume({ id: 'sda1', uuid: '77' }, files)], cmdline, version);

test('the running kernel is loaded once more, with its initrd, and a cmdline that fits a crash', async () => {
  const { entry, reason } = await choose(FILES);
  assert.is(entry.title, 'Debian, older');
  assert.equal(
    [entry.kernel?.path, entry.initrds[0]?.path],
    ['/boot/vmlinuz-6.1.0-5-amd64', '/boot/initrd.img-6.1.0-5-amd64'],
  );
  assert.is(entry.cmdline, `root=UUID=77 ro quiet debug ${CRASH} systemd.unit=baton-crash-save.service`);
  assert.is(entry.crash, true);
  assert.is(reason, "it is the running kernel's entry in /boot/grub/grub.cfg");
});

test('where its boot loader left no name, the running kernel is found by its release', async () => {
  assert.is((await choose(FILES, 'root=UUID=77 ro')).entry.title, 'Debian, older');
  assert.is((await choose(FILES, 'root=UUID=77 ro', '6.1.0-50-amd64')).entry.title, 'Debian');
  const bls =
    'title Fedora\nversion 6.8.5\nlinux /4c5f/6.8.5/linux\ninitrd /4c5f/6.8.5/initrd\noptions root=/dev/sda2\n';
  const files = { '/loader/entries/4c5f-6.8.5.conf': bls, '/4c5f/6.8.5/linux': 'k', '/4c5f/6.8.5/initrd': 'i' };
  assert.is((await choose(files, 'root=/dev/sda2', '6.8.5')).entry.title, 'Fedora');
});

test('what a crash kernel is told comes last, where it counts', () => {
  assert.match(
    panicCmdline('nr_cpus=8 systemd.unit=rescue.target'),
    /nr_cpus=8 .*nr_cpus=1 .*baton-crash-save\.service$/,
  );
});

test('where the file says no version, the name under which it was started does', async () => {
  const files = {
    '/syslinux.cfg': 'LABEL arch\n LINUX /vmlinuz-linux\n APPEND root=/dev/sda1\n INITRD /i.img\n',
    '/vmlinuz-linux': 'k',
    '/i.img': 'i',
  };
  const { entry } = await choose(files, 'BOOT_IMAGE=/vmlinuz-linux root=/dev/sda1', '6.9.1-arch1-1');
  assert.is(entry.kernel?.path, '/vmlinuz-linux');
});

test('a kernel that no configuration names is a sentence', async () => {
  const failure = await choose(FILES, 'root=/dev/sda1', '6.12.0').catch((error: Error) => error.message);
  assert.match(String(failure), /no boot configuration names the running kernel \(6\.12\.0\)\. "baton list"/);
});

const KDUMP = 'USE_KDUMP=1\nKDUMP_KERNEL=/var/lib/kdump/vmlinuz\nKDUMP_INITRD=/var/lib/kdump/initrd.img\n';

test("Debian's kdump-tools have the first word, with the running cmdline as they take it", async () => {
  const kdump = { '/etc/default/kdump-tools': KDUMP, '/var/lib/kdump/vmlinuz': 'k', '/var/lib/kdump/initrd.img': 'i' };
  const { entry, reason } = await choose({ ...FILES, ...kdump });
  assert.is(entry.kernel?.path, '/var/lib/kdump/vmlinuz');
  assert.is(
    entry.cmdline,
    'root=UUID=77 ro quiet debug reset_devices systemd.unit=kdump-tools-dump.service nr_cpus=1 irqpoll usbcore.nousb',
  );
  assert.equal(entry.diagnostics, []);
  assert.is(reason, '/etc/default/kdump-tools says so');
});

test("where a file of kdump's is missing, the running kernel is loaded and that is said", async () => {
  const { entry, reason } = await choose({ ...FILES, '/etc/default/kdump-tools': KDUMP });
  assert.is(entry.kernel?.path, '/boot/vmlinuz-6.1.0-5-amd64');
  assert.match(reason, /, and a file that \/etc\/default\/kdump-tools names is missing$/);
});

test("Red Hat's kdump takes the running version and cmdline, without root=", async () => {
  const files = {
    '/etc/sysconfig/kdump': 'KDUMP_KERNELVER=""\nKDUMP_COMMANDLINE=""\nKDUMP_COMMANDLINE_APPEND="irqpoll nr_cpus=1"\n',
    '/boot/vmlinuz-5.14.0-70.el9.x86_64': 'k',
    '/boot/initramfs-5.14.0-70.el9.x86_64kdump.img': 'i',
    '/boot/vmlinuz-5.14.0-427.el9.x86_64': 'k',
  };
  const { entry } = await choose(
    files,
    'root=/dev/sda2 ro rd.lvm.lv=rl/root crashkernel=1G quiet',
    '5.14.0-70.el9.x86_64',
  );
  assert.is(entry.kernel?.path, '/boot/vmlinuz-5.14.0-70.el9.x86_64');
  assert.is(entry.cmdline, 'ro quiet irqpoll nr_cpus=1 rd.systemd.gpt_auto=no');
});

test.run();
