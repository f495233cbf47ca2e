// How distributions name kernels and initrds.

/** `vmlinuz-6.1.0-18-amd64`, `vmlinuz-linux`, `kernel-6.6.30-gentoo`, and names without a version. */
const KERNEL = /^(?:vmlinu[xz]|kernel(?=-(?:genkernel|[0-9]|$))|bzImage|Image|linux(?=-[0-9]|$))(?:-(.+))?(?:\.efi)?$/;
const BARE = /^(?:vmlinu[xz]|bzImage|Image|linux)(?:\.efi)?$/;
/** What lies beside kernels under their names, and what package managers and people leave behind. */
const OTHER = /(?:\.(?:hmac|sig|sha\d+|sha\d+sum|b2sum|asc|p7s|bak|orig|tmp|dpkg-\w+|rpm\w+|old|txt|map)|~)$/;

/** The version in a kernel's file name: empty where there is none; undefined where it is no kernel's name. */
export function kernelVersion(name: string): string | undefined {
  if (OTHER.test(name)) return undefined;
  if (BARE.test(name)) return '';
  const version = KERNEL.exec(name)?.[1]?.replace(/\.efi$/, '');
  return version || undefined;
}

/** What the initrd of a kernel may be called, the most likely first. https://man.archlinux.org/man/mkinitcpio.8 and others */
export function initrdNames(version: string): string[] {
  if (version === '')
    return [
      'initrd.img',
      'initramfs.img',
      'initrd',
      'initrd.gz',
      'initramfs',
      'initramfs.gz',
      'initrd.lz',
      'initrd.zst',
    ];
  return [
    `initrd.img-${version}`,
    `initramfs-${version}.img`,
    `initrd-${version}`,
    `initrd-${version}.img`,
    `initramfs-${version}`,
    `initramfs-${version}.cpio.gz`,
    `initrd-${version}.gz`,
  ];
}

/** Microcode that the kernel wants before its initrd. https://docs.kernel.org/arch/x86/microcode.html */
export const MICROCODE = ['amd-ucode.img', 'intel-ucode.img'];
