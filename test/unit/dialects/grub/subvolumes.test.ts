// GRUB's configurations on btrfs. What its paths count from is what the configurations of these distributions rely on:
// grub-mkconfig writes them so that GRUB finds the files.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readAll } from '../../../../src/dialects/read-all.ts';
import type { Volume } from '../../../../src/entry/volume.ts';
import { btrfs } from '../../btrfs.ts';
import { MemoryVolume } from '../../memory-volume.ts';

/** Where each configuration and the kernels of its entries were found, and what it remarks. */
async function found(volumes: readonly Volume[]) {
  const readings = await readAll(volumes);
  return readings.map(({ volume, config, entries, diagnostics }) => ({
    config: `${volume} ${config}`,
    kernels: entries.map(({ kernel }) => `${kernel?.volume ?? kernel?.wants} ${kernel?.path}`),
    remarks: [...diagnostics, ...entries.flatMap((entry) => entry.diagnostics)],
  }));
}

const linux = (path: string, more = '') =>
  `menuentry a {\n search --no-floppy --fs-uuid --set=root b7f5\n linux ${path} root=UUID=b7f5 ${more}\n}\n`;

test('Ubuntu: paths count from the top level, and the stub on the ESP leads to the same menu', async () => {
  const files = {
    '/@/boot/grub/grub.cfg': linux('/@/boot/vmlinuz-6.8', 'rootflags=subvol=@'),
    '/@/boot/vmlinuz-6.8': 'kernel',
    '/@home/user/file': '',
  };
  const stub = "search.fs_uuid b7f5 root\nset prefix=($root)'/@/boot/grub'\nconfigfile $prefix/grub.cfg\n";
  const esp = new MemoryVolume({ id: 'vda1', device: '/dev/vda1' }, { '/EFI/ubuntu/grub.cfg': stub });
  assert.equal(await found([esp, ...btrfs(files, { '/@': {}, '/@home': {} })]), [
    { config: 'vda2:/@ /boot/grub/grub.cfg', kernels: ['vda2:/@ /boot/vmlinuz-6.8'], remarks: [] },
  ]);
});

const suse = '/@/.snapshots/1/snapshot';
const relative = 'set btrfs_relative_path="y"\nexport btrfs_relative_path\n';

test('openSUSE: paths count from the default subvolume', async () => {
  const files = {
    [`${suse}/boot/grub2/grub.cfg`]: relative + linux('/boot/vmlinuz-6.4'),
    [`${suse}/boot/vmlinuz-6.4`]: 'kernel',
  };
  const stub = `${relative}search --fs-uuid --set=root b7f5\nset prefix=($root)/boot/grub2\nsource "\${prefix}/grub.cfg"\n`;
  const esp = new MemoryVolume({ id: 'vda1', device: '/dev/vda1' }, { '/EFI/opensuse/grub.cfg': stub });
  const volumes = [esp, ...btrfs(files, { [suse]: { default: true }, '/@': {} })];
  assert.equal(await found(volumes), [
    { config: 'vda1 /EFI/opensuse/grub.cfg', kernels: [`vda2:${suse} /boot/vmlinuz-6.4`], remarks: [] },
  ]);
});

test('openSUSE: its own menu of snapshots boots what lies in them', async () => {
  // As grub2-snapper-plugin writes it.
  const submenu = `
    btrfs-mount-subvol ($root) /.snapshots @/.snapshots
    if [ -z "$extra_cmdline" ]; then
      submenu "Start bootloader from a read-only snapshot" {
        if [ -f "/.snapshots/2/snapshot/boot/grub2/grub.cfg" ]; then
          menuentry "before" "/.snapshots/2/snapshot" "@/.snapshots/2/snapshot" {
            btrfs_subvol="$3"
            extra_cmdline="rootflags=subvol=$3"
            export extra_cmdline
            configfile "$2/boot/grub2/grub.cfg"
          }
        fi
      }
    fi\n`;
  const config = relative + linux('/boot/vmlinuz-6.4', '$extra_cmdline');
  const old = '/@/.snapshots/2/snapshot';
  const files = {
    [`${suse}/boot/grub2/grub.cfg`]: config + submenu,
    [`${suse}/boot/vmlinuz-6.4`]: 'kernel',
    [`${old}/boot/grub2/grub.cfg`]: config,
    [`${old}/boot/vmlinuz-6.4`]: 'kernel',
  };
  const [reading] = await readAll(btrfs(files, { [suse]: { default: true } }));
  assert.equal(
    reading!.entries.map(({ submenu, kernel, cmdline }) => [submenu, kernel, cmdline]),
    [
      [[], { volume: `vda2:${suse}`, path: '/boot/vmlinuz-6.4' }, 'root=UUID=b7f5'],
      [
        ['Start bootloader from a read-only snapshot', 'before'],
        { volume: 'vda2', path: `${old}/boot/vmlinuz-6.4` },
        'root=UUID=b7f5 rootflags=subvol=@/.snapshots/2/snapshot',
      ],
    ],
  );
});

test('Fedora: entry files in the /boot of a subvolume', async () => {
  const files = {
    '/root/boot/grub2/grub.cfg': 'function load_video { true; }\nset blsdir=/root/boot/loader/entries\nblscfg\n',
    '/root/boot/loader/entries/a.conf': 'title Fedora\nlinux /root/boot/vmlinuz-6.9\noptions root=UUID=b7f5\n',
    '/root/boot/vmlinuz-6.9': 'kernel',
  };
  assert.equal(await found(btrfs(files, { '/root': {}, '/home': {} })), [
    { config: 'vda2:/root /boot/grub2/grub.cfg', kernels: ['vda2:/root /boot/vmlinuz-6.9'], remarks: [] },
  ]);
});

test('a subvolume of its own for /boot', async () => {
  const files = {
    '/@boot/grub/grub.cfg': linux('/@boot/vmlinuz', 'rootflags=subvol=@'),
    '/@boot/vmlinuz': 'kernel',
    '/@/etc/os-release': '',
  };
  assert.equal(await found(btrfs(files, { '/@': {}, '/@boot': {} })), [
    { config: 'vda2:/@boot /grub/grub.cfg', kernels: ['vda2:/@boot /vmlinuz'], remarks: [] },
  ]);
});

test('grub-btrfs: its file beside grub.cfg makes a submenu', async () => {
  const snapshot = '/@/.snapshots/3/snapshot';
  const files = {
    '/@/boot/grub/grub.cfg': `${linux('/@/boot/vmlinuz-linux')}submenu 'Arch Linux snapshots' {\n configfile "\${prefix}/grub-btrfs.cfg"\n}\n`,
    '/@/boot/grub/grub-btrfs.cfg': `submenu '2024-05-01 | @/.snapshots/3/snapshot' {\n${linux(`${snapshot}/boot/vmlinuz-linux`)}}\n`,
    '/@/boot/vmlinuz-linux': 'kernel',
    [`${snapshot}/boot/vmlinuz-linux`]: 'kernel',
  };
  const [reading] = await readAll(btrfs(files, { '/@': {} }));
  assert.equal(
    reading!.entries.map(({ submenu, kernel }) => [submenu, kernel]),
    [
      [[], { volume: 'vda2:/@', path: '/boot/vmlinuz-linux' }],
      [
        ['Arch Linux snapshots', '2024-05-01 | @/.snapshots/3/snapshot'],
        { volume: 'vda2:/@', path: '/.snapshots/3/snapshot/boot/vmlinuz-linux' },
      ],
    ],
  );
});

test('of a running system, whose root is all that can be seen, the paths from the top level are understood', async () => {
  const files = { '/@/boot/grub/grub.cfg': linux('/@/boot/vmlinuz'), '/@/boot/vmlinuz': 'kernel' };
  const [, root] = btrfs(files, { '/@': { default: true } });
  assert.equal(await found([root!]), [
    { config: 'vda2:/@ /boot/grub/grub.cfg', kernels: ['vda2:/@ /boot/vmlinuz'], remarks: [] },
  ]);
});

test.run();
