// How the systems on disc images are told where the image lies that they were started from.

/** Where a disc image lies: on a device. */
export interface Place {
  /** The path of the image on the device. */
  readonly path: string;
  /** A name of the device that stays the same. */
  readonly device: string;
  /** As `device`, in the way of fstab(5). */
  readonly tag: string;
}

/** What becomes of a cmdline. */
export interface Change {
  readonly add: string;
  /** Parameters whose place it takes. */
  readonly instead?: RegExp;
}

export interface Family {
  /** What its systems are called, for a sentence. */
  readonly name: string;
  /** What its cmdline has. */
  readonly cmdline?: RegExp;
  /** What the path of its kernel has. */
  readonly kernel?: RegExp;
  /** What its image has, any of these. */
  readonly files?: readonly string[];
  /** Undefined where its systems look for a disc and nothing else. @param has whether a file is in the image */
  readonly onDisk?: (place: Place, has: (path: string) => Promise<boolean>) => Change | Promise<Change>;
  /** Where its systems fetch the image themselves. */
  readonly atUrl?: (url: string) => Change;
  /** What to do where one of these is not possible. */
  readonly instead?: string;
  /** A filesystem with one of these labels keeps what is changed, where the cmdline has the parameter. */
  readonly persistence?: { readonly labels: readonly string[]; readonly parameter: string };
}

/** The first that fits counts. Where no other source is named: https://github.com/a1ive/grub2-filemanager (loop_detect.sh). */
export const families: readonly Family[] = [
  // https://www.debian.org/releases/stable/amd64/ch04s04.en.html: only the installer of hd-media looks for images.
  {
    name: "Debian's installer",
    kernel: /^\/install(?:\.\w+)?\//,
    instead: 'Use "baton install debian", or the kernel and initrd of hd-media.',
  },
  // https://manpages.ubuntu.com/manpages/noble/man7/casper.7.html, https://help.ubuntu.com/community/Grub2/ISOBoot
  {
    name: 'Ubuntu',
    cmdline: /\bboot=casper\b/,
    files: ['/casper'],
    onDisk: ({ path }) => ({ add: `iso-scan/filename=${path}` }),
    atUrl: (url) => ({ add: `ip=dhcp url=${url}` }),
    persistence: { labels: ['writable', 'casper-rw'], parameter: 'persistent' },
  },
  // Debian Live, Clonezilla, GParted, grml, Kali, Tails.
  // https://manpages.debian.org/bookworm/live-boot-doc/live-boot.7.en.html
  {
    name: 'Debian Live',
    cmdline: /\bboot=live\b/,
    onDisk: ({ path }) => ({ add: `findiso=${path}` }),
    atUrl: (url) => ({ add: `fetch=${url}` }),
    persistence: { labels: ['persistence'], parameter: 'persistence' },
  },
  // https://anaconda-installer.readthedocs.io/en/latest/boot-options.html: a disc with packages is a repository.
  {
    name: 'Anaconda',
    cmdline: /\binst\.(?:stage2|repo)=/,
    onDisk: async ({ path, tag }, has) => ({
      add: `inst.${(await hasPackages(has)) ? 'repo' : 'stage2'}=hd:${tag}:${path}`,
      instead: /^inst\.(?:stage2|repo)=/,
    }),
    instead:
      'Its installer takes no image at a URL: boot the kernel and initrd in images/pxeboot of a mirror, with inst.repo=.',
  },
  // Fedora, its kin and Void (dmsquash-live), openSUSE (kiwi).
  // https://github.com/dracutdevs/dracut/tree/059/modules.d/90dmsquash-live (parse-iso-scan.sh), 90livenet
  {
    name: 'Fedora Live',
    cmdline: /\broot=live:|\brd\.live\.image\b/,
    onDisk: ({ path }) => ({ add: `iso-scan/filename=${path}` }),
    atUrl: (url) => ({ add: `root=live:${url} rd.neednet=1 ip=dhcp`, instead: /^root=live:/ }),
  },
  // Arch Linux, SystemRescue and others. https://gitlab.archlinux.org/mkinitcpio/mkinitcpio-archiso (docs/README.bootparams)
  {
    name: 'Arch Linux',
    cmdline: /\b(?:arch|miso|manjaroiso|artix|hyper|parabola|kde|chakra)(?:iso)?(?:basedir|label|device|searchuuid)=/,
    onDisk: ({ path, device }) => ({ add: `img_dev=${device} img_loop=${path}` }),
    instead: 'At a URL it takes the unpacked image, with archiso_http_srv=.',
  },
  // https://en.opensuse.org/SDB:Linuxrc (install, and its URLs)
  {
    name: 'openSUSE',
    files: ['/boot/x86_64/loader/linux', '/boot/aarch64/linux', '/media.1/media'],
    onDisk: ({ path, device }) => ({ add: `install=hd:${path}?device=${device.replace('/dev/', '')}` }),
    instead: 'Its installer takes no image at a URL: give its kernel and initrd install= with the URL of a repository.',
  },
  // https://github.com/NixOS/nixpkgs/blob/nixos-24.05/nixos/modules/system/boot/stage-1-init.sh (findiso)
  { name: 'NixOS', files: ['/nix-store.squashfs'], onDisk: ({ path }) => ({ add: `findiso=${path}` }) },
  // https://wiki.gentoo.org/wiki/Handbook:AMD64/Full/Installation and its initrd (genkernel, isoboot)
  {
    name: 'Gentoo',
    cmdline: /\bcdroot\b/,
    files: ['/livecd.squashfs', '/image.squashfs'],
    onDisk: ({ path }) => ({ add: `isoboot=${path}` }),
  },
  { name: 'antiX', files: ['/antiX'], onDisk: ({ path }) => ({ add: `fromiso=${path} from=hd,usb` }) },
  { name: 'siduction', files: ['/siduction'], onDisk: ({ path }) => ({ add: `fromiso=${path}` }) },
  {
    name: 'Slax or Porteus',
    files: ['/porteus', '/slax', '/wifislax'],
    onDisk: ({ path }) => ({ add: `from=${path}` }),
  },
  { name: 'Slackware Live', files: ['/liveslak'], onDisk: ({ path }) => ({ add: `livemedia=scandev:${path}` }) },
  {
    name: 'Tiny Core',
    files: ['/boot/core.gz', '/boot/corepure64.gz'],
    onDisk: ({ path, tag }) => ({ add: `iso=${tag}${path}` }),
  },
  { name: 'Knoppix', files: ['/KNOPPIX'], onDisk: ({ path, device }) => ({ add: `bootfrom=${device}${path}` }) },
  { name: 'Parted Magic', files: ['/pmagic', '/ploplinux'], onDisk: ({ path }) => ({ add: `iso_filename=${path}` }) },
  {
    name: 'Debian Live',
    files: ['/live'],
    onDisk: ({ path }) => ({ add: `findiso=${path}` }),
    atUrl: (url) => ({ add: `boot=live fetch=${url}` }),
    persistence: { labels: ['persistence'], parameter: 'persistence' },
  },
  // https://gitlab.alpinelinux.org/alpine/mkinitfs (initramfs-init.in): it looks for its packages on devices.
  { name: 'Alpine', files: ['/.alpine-release'], instead: 'Use "baton install alpine".' },
];

/** Where the repositories of Fedora and of Red Hat's kin lie on their discs. */
async function hasPackages(has: (path: string) => Promise<boolean>): Promise<boolean> {
  for (const path of ['/BaseOS', '/Packages', '/repodata']) if (await has(path)) return true;
  return false;
}

/** Parameters that say already where the image is. */
export const placeIsSaid =
  /(?:^|\s)"?(?:iso-scan\/filename|findiso|fromiso|isofrom|img_loop|isoboot|livemedia|bootfrom|iso_filename|install)=\S/;
