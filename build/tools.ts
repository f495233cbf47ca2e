// The programs of the host that building and testing need, and the Debian packages that hold them.

import { accessSync, constants } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { aptStatus } from './apt-status.ts';
import { run, searchPath } from './command.ts';

/** Commands, and files that come without one, to the Debian package that holds each. */
const packages: Readonly<Record<string, string>> = {
  'aarch64-linux-gnu-as': 'binutils-aarch64-linux-gnu',
  'aarch64-linux-gnu-objcopy': 'binutils-aarch64-linux-gnu',
  'aarch64-linux-gnu-strip': 'binutils-aarch64-linux-gnu',
  'apt-get': 'apt',
  as: 'binutils',
  bc: 'bc',
  bison: 'bison',
  blkid: 'util-linux',
  btrfs: 'btrfs-progs',
  busybox: 'busybox-static',
  bzip2: 'bzip2',
  cpio: 'cpio',
  cryptsetup: 'cryptsetup-bin',
  curl: 'curl',
  debootstrap: 'debootstrap',
  debugfs: 'e2fsprogs',
  depmod: 'kmod',
  dnsmasq: 'dnsmasq-base',
  'dpkg-deb': 'dpkg',
  dtc: 'device-tree-compiler',
  efibootmgr: 'efibootmgr',
  fdisk: 'fdisk',
  fdtget: 'device-tree-compiler',
  fdtoverlay: 'device-tree-compiler',
  fdtput: 'device-tree-compiler',
  flex: 'flex',
  'fsck.f2fs': 'f2fs-tools',
  gcc: 'gcc',
  genisoimage: 'genisoimage',
  gpg: 'gpg',
  'gpg-agent': 'gpg-agent',
  'grub-editenv': 'grub-common',
  'grub-fstest': 'grub-common',
  'grub-mkconfig': 'grub-common',
  'grub-mkimage': 'grub-common',
  'grub-mknetdir': 'grub-common',
  'grub-mkpasswd-pbkdf2': 'grub-common',
  'grub-mkrescue': 'grub-common',
  'grub-script-check': 'grub-common',
  gzip: 'gzip',
  ip: 'iproute2',
  ld: 'binutils',
  ldd: 'libc-bin',
  loadkeys: 'kbd',
  losetup: 'mount',
  lz4: 'lz4',
  lvm: 'lvm2',
  make: 'make',
  'make-bcache': 'bcache-tools',
  mcopy: 'mtools',
  mdadm: 'mdadm',
  mformat: 'mtools',
  mke2fs: 'e2fsprogs',
  'mkfs.btrfs': 'btrfs-progs',
  'mkfs.erofs': 'erofs-utils',
  'mkfs.exfat': 'exfatprogs',
  'mkfs.f2fs': 'f2fs-tools',
  'mkfs.jfs': 'jfsutils',
  'mkfs.minix': 'util-linux',
  'mkfs.nilfs2': 'nilfs-tools',
  'mkfs.reiserfs': 'reiserfsprogs',
  'mkfs.vfat': 'dosfstools',
  'mkfs.xfs': 'xfsprogs',
  mkbootimg: 'mkbootimg',
  mkntfs: 'ntfs-3g',
  mksquashfs: 'squashfs-tools',
  mkswap: 'util-linux',
  mkudffs: 'udftools',
  mmdebstrap: 'mmdebstrap',
  modprobe: 'kmod',
  newuidmap: 'uidmap',
  nm: 'binutils',
  nsenter: 'util-linux',
  ntfscp: 'ntfs-3g',
  objcopy: 'binutils',
  objdump: 'binutils',
  perl: 'perl-base',
  patch: 'patch',
  python3: 'python3',
  'qemu-aarch64-static': 'qemu-user-static',
  'qemu-img': 'qemu-utils',
  'qemu-nbd': 'qemu-utils',
  'qemu-system-aarch64': 'qemu-system-arm',
  'qemu-system-x86_64': 'qemu-system-x86',
  readelf: 'binutils',
  openssl: 'openssl',
  sbattach: 'sbsigntool',
  sbsign: 'sbsigntool',
  sbverify: 'sbsigntool',
  setpriv: 'util-linux',
  sfdisk: 'fdisk',
  strip: 'binutils',
  swtpm: 'swtpm',
  syslinux: 'syslinux',
  tar: 'tar',
  unshare: 'util-linux',
  unsquashfs: 'squashfs-tools',
  xfs_logprint: 'xfsprogs',
  xorriso: 'xorriso',
  xz: 'xz-utils',
  zstd: 'zstd',
  '/usr/include/libelf.h': 'libelf-dev',
  '/usr/include/openssl/opensslv.h': 'libssl-dev',
  '/usr/include/stdio.h': 'libc6-dev',
  '/usr/lib/grub/i386-pc/boot.img': 'grub-pc-bin',
  '/usr/lib/ipxe/qemu/efi-virtio.rom': 'ipxe-qemu',
  '/usr/lib/syslinux/modules/bios/menu.c32': 'syslinux-common',
  '/usr/share/AAVMF/AAVMF_CODE.fd': 'qemu-efi-aarch64',
  '/usr/share/AAVMF/AAVMF_VARS.fd': 'qemu-efi-aarch64',
  '/usr/share/OVMF/OVMF_CODE_4M.fd': 'ovmf',
  '/usr/share/OVMF/OVMF_CODE_4M.secboot.fd': 'ovmf',
  '/usr/share/OVMF/OVMF_VARS_4M.fd': 'ovmf',
  '/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd': 'ovmf',
  '/usr/share/keyrings/debian-archive-keyring.gpg': 'debian-archive-keyring',
};

function present(name: string): boolean {
  const paths = isAbsolute(name) ? [name] : searchPath.split(':').map((directory) => join(directory, name));
  return paths.some((path) => {
    try {
      accessSync(path, isAbsolute(name) ? constants.R_OK : constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The Debian packages that hold those of `names` that this machine lacks, sorted. Throws for a name not in the table. */
export function missingPackages(names: readonly string[]): string[] {
  const missing = new Set<string>();
  for (const name of names) {
    const holder = packages[name];
    if (holder === undefined) throw new Error(`build/tools.ts does not say which package holds ${name}`);
    if (!present(name)) missing.add(holder);
  }
  return [...missing].sort();
}

/**
 * Makes sure that this machine has the commands, or files (absolute paths), of `names`. As root it installs what is
 * missing with apt; otherwise it throws an error that shows the one command to run. `names` must be in the table above.
 */
export async function ensureTools(names: readonly string[]): Promise<void> {
  const missing = missingPackages(names);
  if (missing.length === 0) return;
  const list = missing.join(' ');
  if (!present('apt-get')) {
    throw new Error(
      `this machine lacks ${names.filter((name) => !present(name)).join(', ')} and has no apt. Install them (Debian's packages are called ${list}) and run this again`,
    );
  }
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0) {
    const become = present('sudo') ? 'sudo sh -c' : 'su -c';
    throw new Error(
      `Debian packages are missing. Run this once, then start again:\n\n    ${become} 'apt-get update && apt-get ${install.join(' ')}'\n`,
    );
  }
  await aptAsRoot('Reading package lists', ['update']);
  await aptAsRoot(`Installing ${list}`, install);
  const still = missingPackages(names);
  if (still.length > 0)
    throw new Error(
      `apt installed ${still.join(' ')}, and yet ${names.filter((name) => !present(name)).join(', ')} cannot be found`,
    );
}

/** How long another apt is waited for, and how long between two attempts, in milliseconds. */
const [patience, pause] = [15 * 60_000, 2000];

async function aptAsRoot(label: string, args: readonly string[]): Promise<void> {
  const status = aptStatus(label);
  const apt = () =>
    run('apt-get', ['-q', '-o', 'APT::Status-Fd=3', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      timeout: 30 * 60_000,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      onStatus: status.line,
    });
  try {
    for (const end = performance.now() + patience; ; await sleep(pause)) {
      const error = await apt().then(
        () => undefined,
        (failure: Error) => failure,
      );
      if (error === undefined) return;
      // apt waits for dpkg's lock by itself, and not for those of its lists and of what it has fetched.
      if (!/Could not get lock|Unable to lock/.test(error.message) || performance.now() > end) throw error;
    }
  } catch (error) {
    throw new Error('apt could not install what is needed. Check /etc/apt and the network', { cause: error });
  } finally {
    status.end();
  }
}
