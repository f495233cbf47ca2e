import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../../../src/dialects/dialect.ts';
import { kernels } from '../../../../src/dialects/kernels/index.ts';
import { readAll } from '../../../../src/dialects/read-all.ts';
import type { Reading } from '../../../../src/entry/reading.ts';
import { type Content, MemoryVolume } from '../../memory-volume.ts';
import { summary } from '../summary.ts';

const PC: Machine = { firmware: 'pc', cpu: 'x86_64' };
const OS = { '/etc/os-release': 'NAME=Debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n' };

/** Files with content that does not matter. */
function files(...paths: string[]): Record<string, Content> {
  return Object.fromEntries(paths.map((path) => [path, path]));
}

/** Of each entry, the kernel and initrds. */
function pairs(readings: readonly Reading[]): string[] {
  return readings.flatMap(({ entries }) =>
    entries.map(({ kernel, initrds }) => [kernel, ...initrds].map((file) => file?.path).join(' + ')),
  );
}

test('kernels are paired with initrds by version, the newest first', async () => {
  const debian = files('/boot/vmlinuz-6.1.0-9-amd64', '/boot/initrd.img-6.1.0-9-amd64', '/boot/config-6.1.0-9-amd64');
  const newer = files(
    '/boot/vmlinuz-6.1.0-18-amd64',
    '/boot/initrd.img-6.1.0-18-amd64',
    '/boot/System.map-6.1.0-18-amd64',
  );
  const fedora = files('/boot/vmlinuz-5.14.0-70.el9.x86_64', '/boot/initramfs-5.14.0-70.el9.x86_64.img');
  const root = new MemoryVolume({ id: 'vda1' }, { ...debian, ...newer, ...fedora, ...OS });
  const readings = await readAll([root]);
  assert.equal(pairs(readings), [
    '/boot/vmlinuz-6.1.0-18-amd64 + /boot/initrd.img-6.1.0-18-amd64',
    '/boot/vmlinuz-6.1.0-9-amd64 + /boot/initrd.img-6.1.0-9-amd64',
    '/boot/vmlinuz-5.14.0-70.el9.x86_64 + /boot/initramfs-5.14.0-70.el9.x86_64.img',
  ]);
  const [entry] = readings[0]!.entries;
  assert.equal([entry!.title, entry!.source], ['Debian GNU/Linux 12 (bookworm), with 6.1.0-18-amd64', 'kernels']);
  assert.match(entry!.diagnostics[0]!, 'Found, not configured');
  assert.not.ok(readings[0]!.entries.some((other) => other.default));
});

test('the names of other distributions are known', async () => {
  const cases: [string[], string][] = [
    [
      ['/boot/vmlinuz-linux', '/boot/initramfs-linux.img', '/boot/intel-ucode.img'],
      '/boot/vmlinuz-linux + /boot/intel-ucode.img + /boot/initramfs-linux.img',
    ],
    [['/boot/vmlinuz-lts', '/boot/initramfs-lts'], '/boot/vmlinuz-lts + /boot/initramfs-lts'],
    [
      ['/boot/kernel-6.6.30-gentoo-x86_64', '/boot/initramfs-6.6.30-gentoo-x86_64.img'],
      '/boot/kernel-6.6.30-gentoo-x86_64 + /boot/initramfs-6.6.30-gentoo-x86_64.img',
    ],
    [['/usr/lib/modules/6.9.1-arch1-1/vmlinuz'], '/usr/lib/modules/6.9.1-arch1-1/vmlinuz'],
    [['/EFI/Pop_OS/vmlinuz.efi', '/EFI/Pop_OS/initrd.img'], '/EFI/Pop_OS/vmlinuz.efi + /EFI/Pop_OS/initrd.img'],
    [
      [`/${'ab12'.repeat(8)}/6.8.0/linux`, `/${'ab12'.repeat(8)}/6.8.0/initrd`],
      `/${'ab12'.repeat(8)}/6.8.0/linux + /${'ab12'.repeat(8)}/6.8.0/initrd`,
    ],
    [['/vmlinuz', '/initrd.img'], '/vmlinuz + /initrd.img'],
    [['/boot/vmlinuz-6.1', '/boot/vmlinuz-6.1.hmac', '/boot/vmlinuz', '/boot/vmlinuz-6.0.old'], '/boot/vmlinuz-6.1'],
  ];
  for (const [paths, expected] of cases)
    assert.equal(pairs([(await kernels.read('/', new MemoryVolume({}, files(...paths)), [], PC))!]), [expected]);
});

test('what is no kernel is not taken for one', async () => {
  const none = files('/boot/kernel-config', '/linux-notes', '/boot/vmlinuz/readme', '/boot/Image.txt', '/boot/grub/x');
  assert.equal(await kernels.find(new MemoryVolume({}, none)), []);
});

test('the root filesystem is that of the fstab beside it, with its subvolume, and consoles are kept', async () => {
  const fstab = '# comment\nUUID=1234 / btrfs defaults,subvol=@root 0 1\n';
  const root = new MemoryVolume({ id: 'vda1' }, { ...files('/boot/vmlinuz-6.1'), '/etc/fstab': fstab });
  const [reading] = await readAll([root], { ...PC, consoles: ['console=tty0', 'console=ttyS0,115200'] });
  assert.is(reading!.entries[0]!.cmdline, 'root=UUID=1234 rootflags=subvol=@root ro console=tty0 console=ttyS0,115200');
});

test('a /boot of its own belongs to the system that mounts it', async () => {
  const boot = new MemoryVolume({ id: 'vda1', uuid: 'b' }, files('/vmlinuz-6.1', '/initrd.img-6.1'));
  const fstab = (uuid: string, mount: string) => ({ '/etc/fstab': `UUID=${uuid} / ext4 ro 0 1\n${mount}` });
  const other = new MemoryVolume({ id: 'vda2', uuid: 'x' }, fstab('x', ''));
  const own = new MemoryVolume({ id: 'vda3', uuid: 'r' }, fstab('r', 'UUID=b /boot ext4 defaults 0 2\n'));
  assert.equal(summary((await readAll([boot, other, own]))[0]), [
    'Linux, with 6.1: vda1:/vmlinuz-6.1 + vda1:/initrd.img-6.1 | root=UUID=r ro',
  ]);
});

test('without an fstab it is the partition of the discoverable type, then the only system', async () => {
  const kernel = files('/vmlinuz-6.1');
  const boot = new MemoryVolume({ id: 'vda1' }, kernel);
  const typed = new MemoryVolume({ id: 'vda2', uuid: 't', parttype: '4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709' }, {});
  const system = new MemoryVolume({ id: 'vda3', partuuid: 's' }, OS);
  const cmdline = async (...volumes: MemoryVolume[]) => (await readAll([boot, ...volumes]))[0]!.entries[0]!.cmdline;
  assert.is(await cmdline(system, typed), 'root=UUID=t ro');
  assert.is(await cmdline(system), 'root=PARTUUID=s ro');
  assert.is(await cmdline(), 'ro');
});

test('kernels are not shown where a configuration speaks of one on the same volume', async () => {
  const config = { '/boot/grub/grub.cfg': 'menuentry a { linux /boot/vmlinuz-6.1; }\n' };
  const root = new MemoryVolume({ id: 'vda1' }, { ...files('/boot/vmlinuz-6.1', '/boot/vmlinuz-6.9'), ...config });
  assert.equal(pairs(await readAll([root])), ['/boot/vmlinuz-6.1']);
});

test('nor where it speaks of the same version on another volume', async () => {
  const config = { '/grub/grub.cfg': 'menuentry a { linux /vmlinuz-6.1; }\n' };
  const boot = new MemoryVolume({ id: 'vda1', device: '/dev/vda1' }, { ...files('/vmlinuz-6.1'), ...config });
  const root = new MemoryVolume({ id: 'vda2', device: '/dev/vda2' }, files('/usr/lib/modules/6.1/vmlinuz'));
  assert.equal(pairs(await readAll([root, boot])), ['/vmlinuz-6.1']);
});

test('they are shown last, below a configuration that does not know their disk or that is broken', async () => {
  const stick = new MemoryVolume({ id: 'sdb1' }, { '/grub/grub.cfg': 'menuentry a { linux /k; }\n', '/k': '' });
  const disk = new MemoryVolume(
    { id: 'sda1' },
    { ...files('/boot/vmlinuz-6.1'), '/boot/grub/grub.cfg': 'menuentry {' },
  );
  const readings = (await readAll([disk, stick])).filter(({ entries }) => entries.length > 0);
  assert.equal(pairs(readings), ['/k', '/boot/vmlinuz-6.1']);
});

test.run();
