import type { Seeds } from '../seeds.ts';

export const seeds: Seeds = {
  volumes: async () => [
    {
      '/etc/sysconfig/kdump': `KDUMP_KERNELVER=""
KDUMP_COMMANDLINE="root=/dev/sda2 ro crashkernel=256M \\"a b\\" quiet"
KDUMP_COMMANDLINE_REMOVE="hugepages quiet"
KDUMP_COMMANDLINE_APPEND="irqpoll nr_cpus=1"
KEXEC_ARGS="-s"
KDUMP_BOOTDIR="/boot /"
KDUMP_IMG="vmlinuz"
KDUMP_IMG_EXT=""
`,
      '/boot/vmlinuz-5.14.0': 'kernel',
      '/boot/vmlinuz-6.1~rc1': 'kernel',
      '/boot/initramfs-5.14.0kdump.img': 'initrd',
    },
    {
      '/etc/default/kdump-tools': `USE_KDUMP=1
KDUMP_KERNEL=/var/lib/kdump/vmlinuz
KDUMP_INITRD=/var/lib/kdump/initrd.img
#KDUMP_CMDLINE=""
KDUMP_CMDLINE_APPEND="reset_devices nr_cpus=1"
`,
      '/var/lib/kdump/vmlinuz': 'kernel',
      '/etc/fstab': 'UUID=1111-AAAA / ext4 ro 0 1\n',
    },
  ],
  pieces: [
    '=',
    '"',
    "'",
    '\\',
    '\n',
    '$',
    '${',
    '`',
    ' ',
    'KDUMP_IMG=',
    'KDUMP_BOOTDIR=',
    'USE_KDUMP=',
    '/',
    '..',
    '\0',
  ],
};
