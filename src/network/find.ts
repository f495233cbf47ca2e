// What a lease or a URL points to: the boot loader's configuration that a machine with a PXE firmware would end up with.

import type { Machine } from '../dialects/dialect.ts';
import { readIpxe } from '../dialects/ipxe/read.ts';
import { serverPlace } from '../dialects/server-place.ts';
import type { Reading } from '../entry/reading.ts';
import { shown } from '../entry/shown.ts';
import type { Volume } from '../entry/volume.ts';
import { readBootApi } from './boot-api.ts';
import { findDirectory, findLoaderEntry } from './find-directory.ts';
import { findGrub } from './find-grub.ts';
import { findPxelinux } from './find-pxelinux.ts';
import type { Lease } from './lease.ts';
import { type Located, locateOn } from './located.ts';
import { networkBoot } from './network-boot.ts';
import { NetworkError } from './network-error.ts';

/** What is known of this machine, and how servers are reached. */
export interface Finder {
  /** Without the network, which each lease has its own of. */
  readonly machine: Machine;
  /** The server with this origin, such as `tftp://10.0.0.1`. */
  volume(origin: string): Volume;
  /** What is booted in place of what DHCP names. */
  readonly url?: string;
  /** The prefix of the API that pixiecore asks: `http://10.0.0.1:8080`. */
  readonly api?: string;
  /** Asks the DHCP servers what they have for a boot loader of this user class (option 77), such as `iPXE`. */
  again?(userClass: string, lease: Lease): Promise<Lease | undefined>;
}

/** A boot loader's configuration, or a file that is to be looked at by its content. */
export type Found = { readonly reading: Reading } | { readonly file: Located };

/** Names of boot programs that read configurations of these languages from beside themselves. */
const pxelinux = /(^|\/)(l|g)?pxelinux\.0$|(^|\/)syslinux\.efi$|(^|\/)syslinux\.e(32|64)$/i;
const grub = /(^|\/)(grub|shim)[^/]*\.efi(\.signed)?$|(^|\/)core\.0$|(^|\/)grub[^/]*\.0$/i;
/** Names that are a GRUB's, or any other program's. */
const maybeGrub = /(^|\/)boot(net)?(x64|ia32|aa64)\.efi$/i;
/** iPXE, which asks DHCP once more, with a name of its own; pixiecore's has no name but the card's address. */
const ipxe = /(^|\/)(undionly|snp(only)?|[^/]*ipxe[^/]*)\.(k?k?pxe|efi|0|lkrn)$/i;
const pixiecore = /^\/?([0-9a-f]{2}:){5}[0-9a-f]{2}\/\d+$/i;
const systemdBoot = /(^|\/)EFI\/systemd\/systemd-boot[a-z0-9]+\.efi$/i;

/** The machine with what the lease tells of its network. */
export function machineOn(lease: Lease, { machine, volume }: Pick<Finder, 'machine' | 'volume'>): Machine {
  return { ...machine, network: networkBoot(lease, volume) };
}

/**
 * What the settings name, or else the lease's boot file leads to: PXELINUX's configuration in its search order, GRUB's,
 * an iPXE script, what the DHCP server has for iPXE, or any other file. Raises NetworkError, with a sentence, where the
 * lease names nothing or nothing is there.
 */
export async function find(lease: Lease, finder: Finder): Promise<Found> {
  const found = await findAnything(lease, finder);
  if (!('reading' in found) || found.reading.entries.length > 0) return found;
  const { volume, config, diagnostics } = found.reading;
  const url = config.includes('://') ? config : `${volume}${config}`;
  throw new NetworkError(`${shown(url)} has nothing to boot. ${diagnostics[0]?.message ?? 'It is empty.'}`);
}

async function findAnything(lease: Lease, finder: Finder): Promise<Found> {
  if (finder.url !== undefined) return findAt(finder.url, machineOn(lease, finder));
  if (finder.api !== undefined) {
    const reading = await readBootApi(finder.api, machineOn(lease, finder));
    if (reading) return { reading };
    if (!hasBootFile(lease)) throw new NetworkError(`${finder.api} has nothing to boot for ${lease.mac}.`);
  }
  const isProgram = ipxe.test(lease.bootFile ?? '') || pixiecore.test(lease.bootFile ?? '');
  return isProgram ? findAsIpxe(lease, finder) : findByLease(lease, finder);
}

/** What lies at a URL, as `machine` would boot it. Raises NetworkError. */
export async function findAt(url: string, machine: Machine): Promise<Found> {
  const located = locateOn(url, machine);
  const reading = located.path.endsWith('/')
    ? await findDirectory(url, located, machine)
    : ((await readIpxe(located.path, located.volume, machine)) ?? (await findLoaderEntry(located, machine)));
  return reading ? { reading } : { file: located };
}

function hasBootFile({ bootFile, configFile, pathPrefix }: Lease): boolean {
  return [bootFile, configFile, pathPrefix].some((given) => given !== undefined);
}

/** The URL of the boot file; of the server's root where there is none. */
function bootUrl({ bootFile, bootServer, server }: Lease): string {
  if (serverPlace(bootFile ?? '')) return bootFile!;
  const host = bootServer ?? server ?? '';
  const root = `tftp://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}/`;
  const path = (bootFile ?? '').replace(/^\/+/, '');
  if (!URL.canParse(path, root))
    throw new NetworkError(`The DHCP server names "${bootFile}" on the server "${host}", which make no URL.`);
  return new URL(path, root).href;
}

async function findByLease(lease: Lease, finder: Finder): Promise<Found> {
  const { bootFile = '', configFile, pathPrefix, card } = lease;
  if (!hasBootFile(lease))
    throw new NetworkError(`The DHCP server has given ${card} the address ${lease.address}, but no file to boot.`);
  const url = bootUrl(lease);
  const machine = machineOn(lease, finder);
  if (configFile !== undefined || pathPrefix !== undefined || pxelinux.test(bootFile))
    return { reading: await findPxelinux(url, lease, machine) };
  if (grub.test(bootFile) || maybeGrub.test(bootFile)) {
    const reading = await findGrub(url, machine).catch((failure) => {
      if (grub.test(bootFile) || !(failure instanceof NetworkError)) throw failure;
      return undefined;
    });
    if (reading) return { reading };
    if (grub.test(bootFile)) throw new NetworkError(`The server has no grub.cfg beside ${shown(url)}.`);
  }
  return findAt(systemdBoot.test(url) ? url.replace(systemdBoot, '/') : url, machine);
}

/** What DHCP has for iPXE, or else the script that iPXE looks for beside itself (https://ipxe.org/appnote/autoexec). */
async function findAsIpxe(lease: Lease, finder: Finder): Promise<Found> {
  const { bootFile = '' } = lease;
  const next = await finder.again?.(pixiecore.test(bootFile) ? 'pixiecore' : 'iPXE', lease);
  if (next && hasBootFile(next) && next.bootFile !== bootFile) return findByLease(next, finder);
  const url = new URL('autoexec.ipxe', bootUrl(lease)).href;
  const machine = machineOn(lease, finder);
  const { volume, path } = locateOn(url, machine);
  const reading = await readIpxe(path, volume, machine);
  if (reading) return { reading };
  throw new NetworkError(
    `The DHCP server hands out iPXE (${bootFile}), but has no script for it, and there is no ${shown(url)}.`,
  );
}
