// The programs of the host that the unit tests ask for what is true.

import { ensureTools } from '../build/tools.ts';

const names = [
  ...['blkid', 'losetup', 'mkswap', 'mkfs.minix', 'fdisk', 'sfdisk'],
  ...['mke2fs', 'mkfs.vfat', 'mkfs.xfs', 'mkfs.btrfs', 'mkfs.exfat', 'mkntfs', 'mkfs.f2fs', 'mkfs.jfs'],
  ...['mkfs.reiserfs', 'mkfs.nilfs2', 'mkudffs', 'mksquashfs', 'mkfs.erofs', 'genisoimage', 'xorriso'],
  ...['cryptsetup', 'lvm', 'make-bcache', 'mdadm', 'qemu-img'],
  ...[
    'aarch64-linux-gnu-as',
    'as',
    'dtc',
    'fdtget',
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

/**
 * Installs what is missing, as root. Otherwise it says which one command would; the tests that miss a tool then say
 * so themselves.
 */
export async function ensureTestTools(): Promise<void> {
  try {
    await ensureTools(names);
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error));
  }
}
