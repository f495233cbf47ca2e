// Every setting: the one table from which come the checks, `baton settings` and the reference in README.md.

import { isIP } from 'node:net';
import { fileOrUrl } from './file-or-url.ts';
import { filePlace } from './file-place.ts';
import { ipWish } from './ip-wish.ts';
import { luksFile, luksHeader } from './luks-file.ts';
import { bondWish, vlanWish } from './made-link.ts';
import { boolean, integer, list, oneOf, type Type, text } from './types.ts';

export interface Setting<T> {
  /** The key in TOML, with dots between tables and key. The kernel parameter is `baton.` and this. */
  readonly name: string;
  /** The kernel parameter, where it has another name. */
  readonly parameter?: string;
  readonly type: Type<NonNullable<T>>;
  readonly default: T;
  /** What it does, as the README has it. */
  readonly text: string;
  /** Whether it still has an effect when a volume's file is found, which is after the menu has begun. */
  readonly late: boolean;
  /** Whether the kernel's parameters, which everybody can read, cannot set it, and nothing prints it. */
  readonly secret?: true;
  /** The value as it may be printed, where that is not all of it. */
  readonly shown?: (value: unknown) => unknown;
  /** Whether values from several places add up, in place of the last one counting. */
  readonly adds?: true;
}

const seconds = integer(-1, 99_999, 'a number of seconds, or -1 for no countdown');
const limit = (most: number) => integer(0, most, `a number of seconds from 0 to ${most}`);
const words = (expects: string) => text(expects, (given) => given || undefined);

const url = text('a URL with http, https or tftp', (given) =>
  /^(https?|tftp):\/\/[^/]/i.test(given) && URL.canParse(given) ? given : undefined,
);

/** The string format of password hashes: https://github.com/P-H-C/phc-string-format */
const phc = /^\$scrypt\$ln=([1-9]|1\d|20),r=([1-9]|[12]\d|3[0-2]),p=([1-9]|1[0-6])\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

export const schema = {
  timeout: {
    name: 'timeout',
    type: seconds,
    default: undefined as number | undefined,
    text: "the countdown in seconds, in place of the configuration's: `0` boots at once, `-1` waits for a key",
    late: true,
  },
  boot: {
    name: 'boot',
    type: words('an entry by its id or title'),
    default: undefined as string | undefined,
    text: "boot this entry, by id or title, in place of the configuration's default",
    late: true,
  },
  order: {
    name: 'order',
    type: list(
      oneOf('nvme', 'disk', 'mmc', 'usb', 'cdrom', 'network'),
      'kinds of devices such as usb,nvme: nvme, disk, mmc, usb, cdrom, network',
    ),
    default: [] as readonly ('nvme' | 'disk' | 'mmc' | 'usb' | 'cdrom' | 'network')[],
    text: 'whose entries come first where no configuration has a default: `usb,nvme`, of `nvme`, `disk` (any other), `mmc`, `usb`, `cdrom`, `network`',
    late: true,
  },
  consoles: {
    name: 'console',
    type: list(
      text('a console', (given) => (/^(tty[A-Za-z]*\d*|hvc\d+)(:\d+x\d+)?$/.test(given) ? given : undefined)),
      'consoles such as ttyS0,tty0',
    ),
    default: undefined as readonly string[] | undefined,
    text: 'show the menu on these consoles only, as `ttyS0,tty0`; `ttyS0:132x50` for a serial line of that many columns and rows',
    late: false,
  },
  plain: {
    name: 'plain',
    type: boolean,
    default: false as boolean,
    text: 'numbered lines in place of a screen, for screen readers, braille and scripts',
    late: true,
  },
  language: {
    name: 'language',
    type: oneOf('en', 'de', 'es'),
    default: 'en' as 'en' | 'de' | 'es',
    text: 'the language of the menu: `en`, `de` or `es`',
    late: true,
  },
  keymap: {
    name: 'keymap',
    type: text("a keymap's name such as de", (given) => (/^[A-Za-z0-9][\w.-]{0,63}$/.test(given) ? given : undefined)),
    default: undefined as string | undefined,
    text: 'the layout of the keyboard, by its name in XKB, with a variant or without: `de`, `de-nodeadkeys`, `us-dvorak`',
    late: true,
  },
  drawing: {
    name: 'drawing',
    type: oneOf('auto', 'ascii', 'utf8'),
    default: 'auto' as 'auto' | 'ascii' | 'utf8',
    text: 'the characters that lines are drawn with: `ascii`, `utf8`, or by what the console can show (`auto`)',
    late: true,
  },
  colour: {
    name: 'colour',
    type: oneOf('auto', 'on', 'off'),
    default: 'auto' as 'auto' | 'on' | 'off',
    text: 'colours: on screens (`auto`), on serial lines as well (`on`), or nowhere (`off`)',
    late: true,
  },
  password: {
    name: 'password',
    type: text('a hash such as $scrypt$ln=15,r=8,p=1$SALT$HASH', (given) => (phc.test(given) ? given : undefined)),
    default: undefined as string | undefined,
    text: 'a hash of the password (scrypt, as a PHC string) without which nothing may be edited, no shell be opened and no entry be booted but the default. Only in files',
    late: true,
    secret: true,
  },
  trust: {
    name: 'trust',
    type: oneOf('none', 'esp', 'label', 'all'),
    default: undefined as 'none' | 'esp' | 'label' | 'all' | undefined,
    text: 'whose `baton.toml` and hooks are obeyed: `none`, those of the ESP (`esp`), also of volumes labelled `BATON` (`label`), of `all` volumes. Without it `label`, and `none` where the image has a password',
    late: false,
  },
  readonly: {
    name: 'readonly',
    type: boolean,
    default: false as boolean,
    text: 'write nothing at all, also not what the native boot loader would have written: a one-shot entry is not consumed, tries are not counted',
    late: true,
  },
  rounds: {
    name: 'rounds',
    type: integer(1, 99, 'a number from 1 to 99'),
    default: 1 as number,
    text: 'how often all entries are tried before baton gives up',
    late: true,
  },
  afterRounds: {
    name: 'then',
    type: oneOf('menu', 'reboot'),
    default: 'menu' as 'menu' | 'reboot',
    text: 'what comes when all rounds have failed: stay in the `menu`, or `reboot` through the firmware',
    late: true,
  },
  tries: {
    name: 'tries',
    type: integer(0, 99, 'a number from 0 to 99'),
    default: 0 as number,
    text: 'how often an entry is started without having reported itself good before it is passed over; `0` does not count',
    late: true,
  },
  grace: {
    name: 'grace',
    type: limit(86_400),
    default: 0 as number,
    text: 'seconds after which a started system counts as good without having said so; `0` for never',
    late: true,
  },
  verbose: {
    name: 'verbose',
    type: boolean,
    default: false as boolean,
    text: 'print the journal on the consoles before the machine is handed over',
    late: true,
  },
  consoleLevel: {
    name: 'console-level',
    type: oneOf('off', 'error', 'warning', 'info', 'debug'),
    default: undefined as 'off' | 'error' | 'warning' | 'info' | 'debug' | undefined,
    text: 'print of the journal what is at least so important: `error`, `warning`, `info`, `debug`, or nothing (`off`). Without it what the menu has shown as a problem',
    late: true,
  },
  journal: {
    name: 'journal',
    type: boolean,
    default: true as boolean,
    text: 'hand the journal to the system that is booted, as `/run/baton/journal.json`',
    late: true,
  },
  quick: {
    name: 'quick',
    type: boolean,
    default: false as boolean,
    text: 'load by `kexec_load` and let nothing be hashed, neither while loading nor before the next kernel starts: its first line comes sooner, and what the running kernel would verify or measure (signature, IMA) it does not. As usual where that is refused, as under lockdown. For x86_64; on arm64 nothing is hashed anyway',
    // A disk is not to say that what lies on it is not verified.
    late: false,
  },
  hooks: {
    name: 'hooks',
    type: boolean,
    default: true as boolean,
    text: 'run the programs in `/etc/baton/hooks`, and in `baton/hooks` on trusted volumes',
    late: true,
  },
  hookTimeout: {
    name: 'hook-timeout',
    type: integer(1, 600, 'a number of seconds from 1 to 600'),
    default: 10 as number,
    text: 'seconds that a hook may take',
    late: true,
  },
  watchdogs: {
    name: 'watchdog',
    type: oneOf('kick', 'stop'),
    default: 'kick' as 'kick' | 'stop',
    text: 'what is done to a watchdog that runs before the machine is handed over: it gets its full time again (`kick`), or is stopped (`stop`)',
    late: true,
  },
  watchdogTimeout: {
    name: 'watchdog-timeout',
    type: limit(3600),
    default: 0 as number,
    text: 'seconds after which a watchdog restarts the machine should baton itself hang; `0` starts none',
    late: false,
  },
  network: {
    name: 'network',
    type: oneOf('auto', 'on', 'off'),
    default: undefined as 'auto' | 'on' | 'off' | undefined,
    text: 'look for something to boot on the network at once (`on`), when no disk has anything (`auto`), or never, not even by key (`off`); without it when `n` is pressed',
    late: true,
  },
  url: {
    name: 'url',
    type: url,
    default: undefined as string | undefined,
    text: 'boot what lies there, at once and in place of what DHCP names: a script of iPXE, a configuration, a kernel, a unified kernel image, a disc image, or a directory with entries (a slash at its end)',
    late: true,
  },
  pixiecore: {
    name: 'pixiecore',
    type: url,
    default: undefined as string | undefined,
    text: 'ask this server at once what to boot, as pixiecore asks its API: `http://server:8080` for `/v1/boot/MAC` below it; where it has nothing, what DHCP names counts',
    late: true,
  },
  ip: {
    name: 'ip',
    type: list(ipWish, ipWish.expects, '\n'),
    default: [] as readonly NonNullable<ReturnType<typeof ipWish.fromText>>[],
    text: "addresses, as the kernel's and dracut's `ip=` have them: `dhcp`, `dhcp6`, `auto6`, `off`, `eth0:dhcp`, `10.0.0.5::10.0.0.1:255.255.255.0::eth0:none`, IPv6 in brackets; without it what `ip=` and `BOOTIF=` say, as PXELINUX adds them where it has started baton; without those each card asks for both kinds",
    late: true,
    adds: true,
  },
  vlans: {
    name: 'vlan',
    type: list(vlanWish, vlanWish.expects, '\n'),
    default: [] as readonly NonNullable<ReturnType<typeof vlanWish.fromText>>[],
    text: 'a VLAN on a card, as in dracut: `eth0.5:eth0`, `vlan5:eth0`',
    late: true,
    adds: true,
  },
  bonds: {
    name: 'bond',
    type: list(bondWish, bondWish.expects, '\n'),
    default: [] as readonly NonNullable<ReturnType<typeof bondWish.fromText>>[],
    text: 'cards that are bonded, as in dracut: `bond0:eth0,eth1:mode=active-backup,miimon=100`',
    late: true,
    adds: true,
  },
  nameservers: {
    name: 'nameserver',
    type: list(
      text('an address', (given) => (isIP(given) ? given : undefined)),
      'addresses of name servers such as 10.0.0.1,fd00::1',
    ),
    default: [] as readonly string[],
    text: 'name servers, before those that DHCP names: `10.0.0.1,fd00::1`',
    late: true,
    adds: true,
  },
  san: {
    name: 'san',
    type: list(
      text('a disk on a server', (given) => (/^(nbd:\/\/|iscsi:)[^\s/]/i.test(given) ? given : undefined)),
      'disks on servers: nbd://SERVER:PORT/EXPORT, iscsi:SERVER::PORT:LUN:TARGET',
    ),
    default: [] as readonly string[],
    text: 'disks on servers, which are attached at once (profile `full`): `nbd://10.0.0.1/debian`, `iscsi:10.0.0.1::::iqn.2026-01.org.example:debian`',
    late: false,
    adds: true,
  },
  proxy: {
    name: 'proxy',
    type: text('a URL such as http://proxy:3128', (given) => {
      const url = /^https?:/.test(given) && URL.canParse(given) ? new URL(given) : undefined;
      return url?.pathname === '/' && url.search === '' ? url.href : undefined;
    }),
    default: undefined as string | undefined,
    shown: (value) => String(value).replace(/:[^/@:]*@/, '@'),
    text: 'the proxy for `http` and `https`: `http://proxy:3128`, with `user:password@` where it takes that; whoever reads the kernel parameters sees those',
    late: true,
  },
  noProxy: {
    name: 'no-proxy',
    type: list(words('a host'), 'hosts such as localhost,.example.org,10.0.0.1-10.0.0.9'),
    default: [] as readonly string[],
    text: 'hosts that are reached without the proxy: names, `.example.org` for all below it, `host:port`, ranges of addresses',
    late: true,
  },
  authorities: {
    name: 'ca',
    type: list(filePlace, filePlace.expects),
    default: [] as readonly NonNullable<ReturnType<typeof filePlace.fromText>>[],
    text: 'certificates (PEM) of authorities that are trusted for `https` besides those of Mozilla: `/etc/ca.pem` of the image, `/ca.pem:LABEL=KEYS` of a volume',
    late: true,
    adds: true,
  },
  onlyAuthorities: {
    name: 'ca-only',
    type: boolean,
    default: false as boolean,
    text: 'trust those of `ca` alone',
    late: true,
  },
  certificate: {
    name: 'certificate',
    type: filePlace,
    default: undefined as ReturnType<typeof filePlace.fromText>,
    text: 'the certificate (PEM) by which servers of `https` know this machine, named as in `ca`',
    late: true,
  },
  certificateKey: {
    name: 'certificate-key',
    type: filePlace,
    default: undefined as ReturnType<typeof filePlace.fromText>,
    text: 'the key of that certificate (PEM, without a passphrase)',
    late: true,
  },
  timeServers: {
    name: 'ntp',
    type: list(words('a host'), 'time servers such as 10.0.0.1,ntp.example.org'),
    default: [] as readonly string[],
    text: 'time servers (SNTP) that are asked before a certificate is judged, where the clock is before the day on which the image was built; before those that DHCP names',
    late: true,
  },
  keys: {
    name: 'keys',
    type: list(filePlace, filePlace.expects),
    default: [] as readonly NonNullable<ReturnType<typeof filePlace.fromText>>[],
    text: 'keyrings (OpenPGP) by which the signatures of disc images and of their checksums are checked: `/path` of the image, or `/path:VOLUME`',
    late: true,
  },
  mirror: {
    name: 'mirror',
    type: url,
    default: undefined as string | undefined,
    text: 'a mirror that has the systems of the catalogue below it, in place of their own: `http://10.0.0.1` for `http://10.0.0.1/debian/dists/…`',
    late: true,
  },
  catalogue: {
    name: 'catalogue',
    type: fileOrUrl,
    default: undefined as ReturnType<typeof fileOrUrl.fromText>,
    text: "the catalogue of installers, in place of the image's `/etc/baton/catalogue.toml`: a URL, or `/path:VOLUME`",
    late: true,
  },
  seed: {
    name: 'seed',
    type: fileOrUrl,
    default: undefined as ReturnType<typeof fileOrUrl.fromText>,
    text: 'the answers for installers from the network or a disc image: a kickstart, preseed, autoinstall, cloud-config, Ignition or AutoYaST file, by its URL or as `/path:VOLUME`',
    late: true,
  },
  'luks.ask': {
    name: 'luks.ask',
    parameter: 'baton.luks',
    type: oneOf('ask', 'menu', 'never'),
    default: undefined as 'ask' | 'menu' | 'never' | undefined,
    text: '`ask` for the passphrases of LUKS disks at once; `menu`: only when one is chosen there; `never`: do not; without it: when nothing else can be booted',
    late: false,
  },
  'luks.keys': {
    name: 'luks.key',
    type: list(luksFile, luksFile.expects, '\n'),
    default: [] as readonly NonNullable<ReturnType<typeof luksFile.fromText>>[],
    text: 'a key file for a LUKS disk: `DEVICE=/path:VOLUME`, each named as in fstab(5), VOLUME only if known: `UUID=1234-…=/boot.key:LABEL=KEYS`; also as `rd.luks.key=`, and as dracut writes that: `/path:VOLUME:DEVICE`',
    late: false,
    adds: true,
  },
  'luks.headers': {
    name: 'luks.header',
    type: list(luksHeader, luksHeader.expects, '\n'),
    default: [] as readonly NonNullable<ReturnType<typeof luksHeader.fromText>>[],
    text: 'the header of a LUKS disk that does not lie on it: `DEVICE=/path:VOLUME` for a file, `DEVICE=/dev/vdb1` for a device; also `rd.luks.options=UUID=header=…` with `rd.luks.data=UUID=DEVICE`',
    late: false,
    adds: true,
  },
  'luks.handover': {
    name: 'luks.handover',
    type: boolean,
    default: false as boolean,
    text: 'hand what opened the disks of a system on to it, so that it does not ask again',
    late: true,
  },
} as const satisfies Readonly<Record<string, Setting<unknown>>>;

/** The name of a setting in the program. */
export type Field = keyof typeof schema;

export type Value<F extends Field> = (typeof schema)[F]['default'];

/** All settings in the order of the table. */
export const fields = Object.keys(schema) as readonly Field[];

export function settingOf(field: Field): Setting<unknown> {
  return schema[field];
}

export function parameterOf(field: Field): string {
  const { name, parameter = `baton.${name}` } = settingOf(field);
  return parameter;
}
