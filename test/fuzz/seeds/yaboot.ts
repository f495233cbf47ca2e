import type { Seeds } from '../seeds.ts';

export const seeds: Seeds = {
  volumes: async () => [
    {
      '/etc/yaboot.conf': `boot=/dev/sda1
device=hd:
partition=1
timeout=100
default=old
append="quiet splash"
root=/dev/sda3
read-only

image=/boot/vmlinux # newest
	label=linux alias=l
	initrd=/boot/initrd.img
image[64bit]=hd:1,/vmlinux
	label="old one"
	append="a \\"b\\" \\
   c"
	literal=x
image=sda9:/vmlinux
	label=old
	device=/dev/vda2
	novideo
`,
      '/vmlinux': 'kernel',
    },
  ],
  pieces: [
    '=',
    '"',
    "'",
    '\\',
    '\\\n',
    '\n',
    '#',
    ':',
    ',',
    'image=',
    'label=',
    'image[',
    ']',
    'read-only',
    '\0',
    '\xff',
  ],
};
