import type { Seeds } from '../seeds.ts';

export const seeds: Seeds = {
  volumes: async () => [
    {
      '/etc/kboot.conf': `default=linux
timeout=10
root=/dev/sda1
linux='/vmlinux initrd=/initrd root=/dev/sda2 video=ps3fb:mode:1 quiet'
other="uuid=1111-aaaa:/vmlinux dtb=/board.dtb"
plain=/vmlinux
`,
      '/vmlinux': 'kernel',
    },
    {
      '/boot/petitboot.conf': `default first

name first
image /vmlinux
initrd sda2:/initrd
args console=hvc0 root=/dev/sda1

name second one
image file:///vmlinux
dtb /board.dtb
description some words
args quiet
`,
      '/vmlinux': 'kernel',
    },
  ],
  pieces: [
    '=',
    "'",
    '"',
    ' ',
    '\t',
    '\n',
    '#',
    ':',
    '://',
    'initrd=',
    'root=',
    'name ',
    'image ',
    'default',
    '\0',
    '\xff',
  ],
};
