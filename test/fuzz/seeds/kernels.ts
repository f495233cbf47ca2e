import type { Seeds } from '../seeds.ts';

export const seeds: Seeds = {
  volumes: async () => [
    {
      '/boot/vmlinuz-6.1.0-18-amd64': 'kernel',
      '/boot/initrd.img-6.1.0-18-amd64': 'initrd',
      '/boot/vmlinuz-6.1~rc1': 'kernel',
      '/usr/lib/modules/6.9.1/vmlinuz': 'kernel',
      '/etc/fstab': '# comment\nUUID=1111-AAAA\t/ btrfs rw,subvol=@,subvolid=256 0 1\n/dev/vda1 /boot ext4 ro 0 2\n',
      '/etc/os-release': 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 12"\n',
    },
  ],
  pieces: [
    '\n',
    ' ',
    '\t',
    '/',
    ' / ',
    'UUID=',
    '"',
    '\\040',
    '\\777',
    'subvol=',
    'PRETTY_NAME=',
    '#',
    ',',
    '\0',
    '\xff',
  ],
};
