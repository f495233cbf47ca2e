import { OS_RELEASE, uki } from '../../unit/dialects/systemd-boot/read-esp.ts';
import { peImage } from '../../unit/pe-image.ts';
import type { Seeds } from '../seeds.ts';

const kernels = { '/linux': 'kernel', '/initrd': 'initrd' };

const type1 = `# comment
title Debian GNU/Linux 12 (bookworm)
sort-key debian
machine-id 6a9857a393724b7a981ebb5b8495b9ea
version 6.1.0-28-amd64
options root=/dev/vda2 ro "a b" quiet
options systemd.machine_id=6a98
architecture x64
linux /linux
initrd /initrd
devicetree /a.dtb
devicetree-overlay /b.dtbo /c.dtbo
extra /a.cred
`;

const image = uki([
  ['.cmdline', 'root=/dev/vda2\tro quiet\0'],
  ['.uname', '6.1.0-28-amd64'],
  ['.profile', 'ID=regular\nTITLE="Regular boot"\n'],
  ['.profile', 'ID=reset\n'],
  ['.cmdline', 'reset'],
]);

export const seeds: Seeds = {
  volumes: async () => [
    {
      ...kernels,
      '/loader/loader.conf': 'timeout 3\ndefault deb*-[0-9]?.conf\neditor no\nauto-entries yes\nconsole-mode max\n',
      '/loader/entries/deb-6.1+3-1.conf': type1,
      '/loader/entries/deb-6.12.conf': 'title Debian\nversion 6.12~rc1\nlinux linux\ninitrd \\initrd\n',
      '/loader/entries/shell.conf': 'title Shell\nefi /shellx64.efi\n',
      '/EFI/Linux/a.efi': image,
      '/EFI/BOOT/BOOTX64.EFI': peImage([['.sdmagic', '#### LoaderInfo: systemd-stub 252 ####']]),
      '/shellx64.efi': 'MZ',
    },
    {
      ...kernels,
      '/EFI/Linux/a+2.efi': image,
      '/EFI/Linux/b.efi': uki([], `IMAGE_ID=x\nIMAGE_VERSION=3\n${OS_RELEASE}`),
      '/loader/addons/1.addon.efi': peImage([
        ['.cmdline', 'global'],
        ['.initrd', 'x'],
      ]),
      '/EFI/Linux/a.efi.extra.d/x.addon.efi': peImage([
        ['.cmdline', 'mine'],
        ['.uname', '6.1.0-28-amd64'],
      ]),
    },
    {
      ...kernels,
      '/boot/loader/entries/f.conf':
        'title Fedora\nlinux /linux\ninitrd /initrd $tuned_initrd\noptions $kernelopts $tuned_params quiet\ngrub_users $grub_users\n',
      '/grub2/grubenv': '# GRUB Environment Block\nkernelopts=root=/dev/vda2 ro\n####',
      '/boot/loader/entries/u.conf': 'uki /EFI/Linux/a.efi\nprofile 1\noptions own\n',
      '/boot/EFI/Linux/a.efi': image,
    },
  ],
  pieces: [
    ...['title ', 'version ', 'machine-id ', 'sort-key ', 'linux ', 'initrd ', 'efi ', 'uki ', 'uki-url ', 'options '],
    ...[
      'devicetree ',
      'devicetree-overlay ',
      'architecture ',
      'profile ',
      'extra ',
      'timeout ',
      'default ',
      '$kernelopts',
    ],
    ...['menu-force', 'menu-hidden', '@saved', '*', '[a-z]', '~', '^', '+0-1', 'PRETTY_NAME=', 'ID=', 'VERSION_ID='],
    ...['MZ', 'PE\0\0', '.profile', '.cmdline', '.osrel\0\0', '.linux\0\0', '\xff\xff\xff\xff', '\x64\x86', '\x0b\x02'],
  ],
};
