import type { Seeds } from '../seeds.ts';

export const seeds: Seeds = {
  volumes: async () => [
    {
      '/etc/lilo.conf': `boot=/dev/sda
prompt
timeout=50
default=Linux
append="quiet"
lba32
image=/boot/vmlinuz
	label=Linux
	root=/dev/sda1
	read-only
	optional
image=/vmlinuz
	initrd=/initrd
	label = old
	append="a \\"b\\"" addappend=c
	vga=normal
other=/dev/sda2
	label=Windows
`,
      '/etc/fstab': 'UUID=1111-AAAA / ext4 ro 0 1\nLABEL=seed /boot vfat defaults\\0401 0 2\n',
      '/vmlinuz': 'kernel',
    },
  ],
  pieces: [
    '=',
    '"',
    '\\',
    '\\\n',
    '\n',
    '#',
    'image=',
    'other=',
    'label=',
    'literal=',
    'read-write',
    ' /boot ',
    '\\0',
    '\0',
  ],
};
