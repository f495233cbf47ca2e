import type { Seeds } from '../seeds.ts';

export const seeds: Seeds = {
  volumes: async () => [
    {
      '/config.txt': `# comment
arm_64bit=1
include usercfg.txt
[pi4]
kernel=kernel7l.img
[all]
initramfs initrd.img,more.img followkernel
device_tree=board.dtb
os_prefix=new/
`,
      '/usercfg.txt': 'kernel=kernel8.img\ninclude config.txt\nauto_initramfs=1\n',
      '/cmdline.txt': 'console=serial0,115200 root=PARTUUID=1234-02 rootwait\n',
      '/kernel8.img': 'kernel',
    },
  ],
  pieces: [
    '=',
    '[',
    ']',
    '\n',
    '#',
    'include ',
    'include config.txt\n',
    'kernel=',
    'os_prefix=',
    ',',
    '/',
    '..',
    '[all]',
    '\0',
  ],
};
