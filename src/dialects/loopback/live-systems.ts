// How live systems are told in which file the disc image lies that they were started from.

import type { Entry } from '../../entry/entry.ts';
import type { Volume } from '../../entry/volume.ts';

/** A disc image that lies in a file. */
interface ImageFile {
  readonly path: string;
  readonly volume: Volume;
}

interface LiveSystem {
  /** What its cmdline has. */
  readonly cmdline?: RegExp;
  /** What its image has, any of these. */
  readonly files?: readonly string[];
  /** @param path of the image on the device; `uuid` is undefined where its filesystem has none */
  parameters(path: string, device: string, uuid: string | undefined): string;
}

/** The first that fits counts. Where no other source is named: https://github.com/a1ive/grub2-filemanager (loop_detect.sh). */
const LIVE_SYSTEMS: readonly LiveSystem[] = [
  // Ubuntu and its kin. https://help.ubuntu.com/community/Grub2/ISOBoot
  { cmdline: /\bboot=casper\b/, files: ['/casper'], parameters: (path) => `iso-scan/filename=${path}` },
  // Debian Live, grml, Kali, Tails. https://manpages.debian.org/bookworm/live-boot-doc/live-boot.7.en.html
  { cmdline: /\bboot=live\b/, parameters: (path) => `findiso=${path}` },
  // Fedora, its kin and Void (dmsquash-live), openSUSE (kiwi), and Anaconda, whose label the scan makes appear.
  // https://github.com/dracutdevs/dracut/tree/059/modules.d/90dmsquash-live (parse-iso-scan.sh)
  { cmdline: /\broot=live:|\binst\.stage2=|\brd\.live\.image\b/, parameters: (path) => `iso-scan/filename=${path}` },
  // Arch Linux, SystemRescue and others. https://gitlab.archlinux.org/mkinitcpio/mkinitcpio-archiso (docs/README.bootparams)
  {
    cmdline: /\b(?:arch|miso|manjaroiso|artix|hyper|parabola|kde|chakra)(?:iso)?(?:basedir|label|device|searchuuid)=/,
    parameters: (path, device) => `img_dev=${device} img_loop=${path}`,
  },
  // https://github.com/NixOS/nixpkgs/blob/nixos-24.05/nixos/modules/system/boot/stage-1-init.sh (findiso)
  { files: ['/nix-store.squashfs'], parameters: (path) => `findiso=${path}` },
  { cmdline: /\bcdroot\b/, files: ['/livecd.squashfs', '/image.squashfs'], parameters: (path) => `isoboot=${path}` },
  { files: ['/antiX'], parameters: (path) => `fromiso=${path} from=hd,usb` },
  { files: ['/siduction'], parameters: (path) => `fromiso=${path}` },
  { files: ['/porteus', '/slax', '/wifislax'], parameters: (path) => `from=${path}` },
  { files: ['/liveslak'], parameters: (path) => `livemedia=scandev:${path}` },
  {
    files: ['/boot/core.gz', '/boot/corepure64.gz'],
    parameters: (path, device, uuid) => `iso=${uuid === undefined ? device : `UUID=${uuid}`}${path}`,
  },
  { files: ['/KNOPPIX'], parameters: (path, device) => `bootfrom=${device}${path}` },
  { files: ['/pmagic', '/ploplinux'], parameters: (path) => `iso_filename=${path}` },
  { files: ['/live'], parameters: (path) => `findiso=${path}` },
];

/** Parameters that say already where the image is. */
const SAID =
  /(?:^|\s)(?:iso-scan\/filename|findiso|fromiso|isofrom|img_loop|isoboot|livemedia|bootfrom|iso_filename)=\S/;

/**
 * The cmdline with which an entry of a disc image's own configuration finds that image again, and what there is to say.
 * @param image the content of the image
 */
export async function findItsImage(
  entry: Entry,
  image: Volume,
  { path, volume }: ImageFile,
): Promise<Pick<Entry, 'cmdline' | 'diagnostics'>> {
  const { cmdline, diagnostics } = entry;
  if (entry.kind !== 'linux' || SAID.test(cmdline)) return { cmdline, diagnostics };
  const system = await liveSystem(cmdline, image);
  if (!system) {
    const unknown = 'How this system finds a disc image that lies in a file is not known: it may look for a real disc.';
    return { cmdline, diagnostics: [...diagnostics, unknown] };
  }
  const { uuid, device = '' } = volume.identity;
  const parameters = system.parameters(path, uuid === undefined ? device : `/dev/disk/by-uuid/${uuid}`, uuid);
  // What stands behind dashes is for the installed system or for init.
  const dashes = cmdline.search(/\s-{2,3}(?=\s|$)/);
  const [before, after] = dashes < 0 ? [cmdline, ''] : [cmdline.slice(0, dashes), cmdline.slice(dashes)];
  return { cmdline: `${before.trimEnd()} ${parameters}${after}`.trim(), diagnostics };
}

async function liveSystem(cmdline: string, image: Volume): Promise<LiveSystem | undefined> {
  const told = LIVE_SYSTEMS.find((system) => system.cmdline?.test(cmdline));
  if (told) return told;
  const names = new Map<string, boolean>();
  for (const system of LIVE_SYSTEMS)
    for (const file of system.files ?? []) {
      if (!names.has(file)) names.set(file, (await image.stat(file)) !== undefined);
      if (names.get(file)) return system;
    }
  return undefined;
}
