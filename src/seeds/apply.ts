// How an installer is told where the answers to its questions are: by parameters, and where they are in a file of this
// machine, with that file in an archive behind its initrds.

import { type CpioItem, writeCpio } from '../images/cpio.ts';
import type { SeedKind } from './kind.ts';

export interface Seeded {
  readonly cmdline: string;
  readonly archive?: Uint8Array;
}

interface Way {
  /** Parameters that it takes the place of. */
  readonly instead: RegExp;
  atUrl(url: string): string;
  /** With `files` in the initramfs, by their paths there. */
  readonly inFile: { readonly parameters: string; files(bytes: Uint8Array): Readonly<Record<string, Uint8Array>> };
}

/** Where an initramfs of initramfs-tools puts what cloud-init is to find: it moves /run to the system. */
const kept = '/run/baton-seed';
const copy = `[ -e ${kept}/user-data ] || { mkdir -p ${kept} && cat /baton-user-data >${kept}/user-data && : >${kept}/meta-data; }\n`;

/**
 * What cloud-init reads in the system that comes after the initramfs. initramfs-tools(7) reads conf.d at its start and
 * param.conf after each of its scripts, also when /run has been mounted.
 */
const forCloudInit = (bytes: Uint8Array): Readonly<Record<string, Uint8Array>> => ({
  'baton-user-data': bytes,
  'baton-seed.conf': Buffer.from(copy),
  'conf/conf.d/baton-seed': Buffer.from('cat /baton-seed.conf >>/conf/param.conf\n'),
});

/** https://cloudinit.readthedocs.io/en/latest/reference/datasources/nocloud.html */
const noCloud = `ds=nocloud;s=file://${kept}/`;
const cloudInit = /^(?:ds=nocloud|cloud-config-url=|autoinstall$)/;

/** A directory where the file has the name that such directories have, else the file itself. */
const cloudUrl = (url: string): string =>
  /\/user-data$/.test(url) ? `ds=nocloud-net;s=${url.slice(0, -'user-data'.length)}` : `cloud-config-url=${url}`;

const ways: Readonly<Record<SeedKind, Way>> = {
  // https://anaconda-installer.readthedocs.io/en/latest/boot-options.html#inst-ks
  kickstart: {
    instead: /^(?:inst\.)?ks=/,
    atUrl: (url) => `inst.ks=${url}`,
    inFile: { parameters: 'inst.ks=file:/ks.cfg', files: (bytes) => ({ 'ks.cfg': bytes }) },
  },
  // https://www.debian.org/releases/stable/amd64/apbs02: the installer reads /preseed.cfg by itself.
  preseed: {
    instead: /^(?:url|preseed\/(?:url|file)|file|auto|auto-install\/enable|priority)=/,
    atUrl: (url) => `auto=true priority=critical url=${url}`,
    inFile: { parameters: 'auto=true priority=critical', files: (bytes) => ({ 'preseed.cfg': bytes }) },
  },
  // https://canonical-subiquity.readthedocs-hosted.com/en/latest/intro-to-autoinstall.html
  autoinstall: {
    instead: cloudInit,
    atUrl: (url) => `autoinstall ${cloudUrl(url)}`,
    inFile: { parameters: `autoinstall ${noCloud}`, files: forCloudInit },
  },
  'cloud-config': {
    instead: cloudInit,
    atUrl: cloudUrl,
    inFile: { parameters: noCloud, files: forCloudInit },
  },
  // https://coreos.github.io/ignition/supported-platforms/, https://coreos.github.io/coreos-installer/cmd/pxe/
  ignition: {
    instead: /^ignition\./,
    atUrl: (url) => `ignition.firstboot ignition.platform.id=metal ignition.config.url=${url}`,
    inFile: {
      parameters: 'ignition.firstboot ignition.platform.id=metal',
      files: (bytes) => ({ 'config.ign': bytes }),
    },
  },
  // https://doc.opensuse.org/projects/autoyast/#Commandline-ay
  autoyast: {
    instead: /^autoyast2?=/,
    atUrl: (url) => `autoyast=${url}`,
    inFile: { parameters: 'autoyast=file:///autoinst.xml', files: (bytes) => ({ 'autoinst.xml': bytes }) },
  },
};

/** The cmdline with the answers at a URL. */
export function seedFromUrl(kind: SeedKind, cmdline: string, url: string): Seeded {
  return { cmdline: withParameters(cmdline, ways[kind].atUrl(url), ways[kind].instead) };
}

/** The cmdline, and the archive, with answers that are here. */
export function seedFromFile(kind: SeedKind, cmdline: string, bytes: Uint8Array): Seeded {
  const { inFile, instead } = ways[kind];
  const files = inFile.files(bytes);
  const directories = new Set(
    Object.keys(files).flatMap((path) =>
      path
        .split('/')
        .slice(0, -1)
        .map((_, at, all) => all.slice(0, at + 1).join('/')),
    ),
  );
  const items: CpioItem[] = [
    ...[...directories].map((path): CpioItem => ({ path, mode: 0o755, content: { kind: 'directory' } })),
    ...Object.entries(files).map(([path, data]): CpioItem => ({ path, mode: 0o600, content: { kind: 'file', data } })),
  ];
  return { cmdline: withParameters(cmdline, inFile.parameters, instead), archive: writeCpio(items) };
}

/** What stands behind dashes is for the installed system. */
function withParameters(cmdline: string, parameters: string, instead: RegExp): string {
  const words = cmdline.split(/\s+/).filter((word) => word !== '' && !instead.test(word));
  const dashes = words.findIndex((word) => /^-{2,3}$/.test(word));
  const at = dashes < 0 ? words.length : dashes;
  return [...words.slice(0, at), parameters, ...words.slice(at)].join(' ');
}
