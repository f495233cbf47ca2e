import type { Seeds } from '../seeds.ts';
import { seeds as syslinux } from './syslinux.ts';

export const seeds: Seeds = {
  volumes: async () => [
    {
      '/pxelinux.cfg/default': `DEFAULT menu.c32 pxelinux.cfg/menu
PROMPT 0
LABEL net
KERNEL ::vmlinuz
APPEND initrd=tftp://10.0.2.2/a.img,10.0.2.2::b.img root=/dev/nfs
IPAPPEND 2
LABEL nbp
KERNEL grub.0
`,
      '/pxelinux.cfg/menu':
        'LABEL a\nMENU LABEL A\nLINUX http://server/vmlinuz\nLABEL back\nCONFIG pxelinux.cfg/default\n',
      '/vmlinuz': 'kernel',
    },
  ],
  pieces: [...syslinux.pieces, 'tftp://10.0.2.2', '10.0.2.2::', 'pxelinux.cfg/menu', 'IPAPPEND 3\n'],
};
