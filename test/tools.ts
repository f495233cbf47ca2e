// The programs of the host that the tests need: the unit tests ask them for what is true.

import { ensureTools } from '../build/tools.ts';
import type { Kind } from './find.ts';

const names = [
  ...['blkid', 'losetup', 'mkswap', 'mkfs.minix', 'fdisk', 'sfdisk'],
  ...['mke2fs', 'mkfs.vfat', 'mkfs.xfs', 'mkfs.btrfs', 'mkfs.exfat', 'mkntfs', 'mkfs.f2fs', 'mkfs.jfs'],
  ...['mkfs.reiserfs', 'mkfs.nilfs2', 'mkudffs', 'mksquashfs', 'mkfs.erofs', 'genisoimage', 'xorriso'],
  ...['cryptsetup', 'lvm', 'make-bcache', 'mdadm', 'qemu-img'],
  ...[
    'aarch64-linux-gnu-as',
    'aarch64-linux-gnu-objcopy',
    'as',
    'busybox',
    'dtc',
    'fdtget',
    'fdtoverlay',
    'ld',
    'nm',
    'cpio',
    'depmod',
    'modprobe',
    'objcopy',
    'objdump',
    'grub-editenv',
    'grub-mkpasswd-pbkdf2',
    'grub-script-check',
    'grub-fstest',
    'loadkeys',
    'make',
    'patch',
    'perl',
    'python3',
    'readelf',
    'strip',
    'tar',
  ],
  ...['mkbootimg', 'dnsmasq', 'ip', 'openssl', 'gpg', 'gpg-agent', 'efibootmgr'],
  ...[
    'bzip2',
    'gzip',
    'lz4',
    'xz',
    'zstd',
    'sbverify',
    'sbsign',
    'mformat',
    'mcopy',
    'grub-mkimage',
    '/usr/lib/grub/i386-pc/boot.img',
  ],
];

/** Those that the machine tests need besides: emulators, firmware, and what makes disks and networks. */
const machineNames = [
  ...['qemu-system-x86_64', 'qemu-system-aarch64', 'mmdebstrap', '/usr/share/keyrings/debian-archive-keyring.gpg'],
  ...['debugfs', 'xfs_logprint', 'btrfs', 'fsck.f2fs', 'ntfscp', 'unsquashfs', 'fdtput'],
  ...['aarch64-linux-gnu-objcopy', 'aarch64-linux-gnu-strip', 'qemu-aarch64-static', 'grub-mknetdir'],
  ...['syslinux', '/usr/lib/syslinux/modules/bios/menu.c32', '/usr/lib/ipxe/qemu/efi-virtio.rom'],
  ...['/usr/share/OVMF/OVMF_CODE_4M.fd', '/usr/share/OVMF/OVMF_VARS_4M.fd'],
  // With it a user installs the Debian of the demo disk.
  ...(process.getuid?.() === 0 ? [] : ['newuidmap']),
];

/**
 * Installs what is missing for these kinds of tests, as root; where that fails it says so, and the tests that miss a
 * tool do as well. For others it throws a sentence with the one command that installs everything.
 */
export async function ensureTestTools(of: readonly Kind[]): Promise<void> {
  const lists = [names, ...(of.includes('vm') ? [machineNames] : [])];
  if (process.getuid?.() !== 0) return ensureTools(lists.flat());
  for (const list of lists) await ensureTools(list).catch((error: Error) => console.log(error.message));
}
