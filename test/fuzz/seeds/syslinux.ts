import type { Seeds } from '../seeds.ts';

export const seeds: Seeds = {
  volumes: async () => [
    {
      '/boot/syslinux/syslinux.cfg': `UI vesamenu.c32
DEFAULT live
TIMEOUT 100
TOTALTIMEOUT 9000
ONTIMEOUT old single
APPEND quiet
SYSAPPEND 0x3
MENU TITLE A menu
LABEL live
  MENU LABEL ^Live system
  MENU DEFAULT
  LINUX /vmlinuz
  INITRD /a.img,/b.img
  APPEND root=/dev/sda1 --- quiet
  TEXT HELP
  LABEL no
  ENDTEXT
MENU BEGIN more
  MENU LABEL More
  LABEL old
    KERNEL vmlinuz.old initrd=old.img
    APPEND -
    MENU HIDE
  LABEL xen
    KERNEL mboot.c32
    APPEND xen.gz a --- vmlinuz b --- initrd
  LABEL back
    MENU EXIT
MENU END
MENU SEPARATOR
INCLUDE more.cfg Sub
LABEL conf
  CONFIG /other.cfg /
LABEL cpu
  COM32 ifcpu64.c32
  APPEND live -- old
`,
      '/boot/syslinux/more.cfg': 'LABEL more\nKERNEL memtest.bin\nMENU GOTO more\nINCLUDE more.cfg\n',
      '/other.cfg': 'DEFAULT a b\nPROMPT 1\nTIMEOUT 5\nLABEL a\nLINUX vmlinuz\nFDT a.dtb\nFDTDIR /dtbs\n',
      '/vmlinuz': 'kernel',
    },
    {
      '/isolinux/isolinux.cfg': `default select
label select
com32 whichsys.c32
append -iso- live -pxe- net -sys- live
label live
kernel linux.c32
append /vmlinuz initrd=/a,/b initrd+=/c
label linux
localboot -1
`,
      '/extlinux/extlinux.conf': 'DEFAULT vmlinuz root=/dev/sda1\nPROMPT 0\n',
      '/vmlinuz': 'kernel',
    },
  ],
  pieces: [
    '\n',
    'LABEL ',
    'KERNEL ',
    'LINUX ',
    'APPEND ',
    'INITRD ',
    'initrd=',
    'CONFIG ',
    'CONFIG syslinux.cfg\n',
    'INCLUDE ',
    'INCLUDE syslinux.cfg\n',
    'INCLUDE more.cfg x\n',
    'MENU BEGIN ',
    'MENU END\n',
    'MENU DEFAULT\n',
    'MENU LABEL ',
    'MENU START\n',
    'MENU HIDE\n',
    'DEFAULT ',
    'ONTIMEOUT ',
    'UI ',
    'vesamenu.c32',
    'mboot.c32',
    'linux.c32',
    'whichsys.c32 -sys- ',
    'ifcpu64.c32 ',
    'cmd.c32 ',
    'TEXT HELP\n',
    ' --- ',
    ' -- ',
    '::',
    'http://a/',
    '^',
    '~',
    ',',
    '.com32 ',
    '\0',
    '\r\n',
    '\xff',
  ],
};
