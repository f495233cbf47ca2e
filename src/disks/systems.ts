// Which system each volume belongs to, in words, where there are several: `Debian GNU/Linux 12 (bookworm), vda2 (20.0 GiB)`.

import type { Entry } from '../entry/entry.ts';
import { names } from '../entry/names.ts';
import type { Reading } from '../entry/reading.ts';
import type { Identity, Volume } from '../entry/volume.ts';
import type { Finding } from './finding.ts';
import { sizeText } from './size-text.ts';

/** os-release(5): the first that exists counts. */
const places = ['/etc/os-release', '/usr/lib/os-release'];
const longestFile = 16 * 1024;

/** PRETTY_NAME of an os-release file. */
export function prettyName(text: string): string | undefined {
  const value = /^PRETTY_NAME=(.*)$/m.exec(text)?.[1]?.trim();
  const name = value?.replace(/^(["'])(.*)\1$/, '$2').replace(/\\(.)/g, '$1');
  return name === '' ? undefined : name;
}

/** Reads what is needed of each volume once. */
export class Systems {
  readonly #names = new Map<Volume, Promise<string | undefined>>();

  /** The systems of the volumes that these readings come from, by `Identity.id`; empty where it is a single volume. */
  async describe(findings: readonly Finding[], readings: readonly Reading[]): Promise<ReadonlyMap<string, string>> {
    const volumes = findings.flatMap((finding) => finding.volumes);
    const own = new Set(readings.flatMap(({ volume, entries }) => (entries.length > 0 ? [volume] : [])));
    if (own.size < 2) return new Map();
    const systems = new Map<string, string>();
    for (const id of own) {
      const entries = readings.flatMap((reading) => (reading.volume === id ? reading.entries : []));
      const root = rootOf(id, entries, volumes);
      const name = root && (await this.#name(root));
      const finding = findings.find((one) =>
        one.volumes.some(({ identity }) => identity.id === (root?.identity.id ?? id)),
      );
      if (finding) systems.set(id, [...(name === undefined ? [] : [name]), diskText(finding, findings)].join(', '));
    }
    return systems;
  }

  #name(volume: Volume): Promise<string | undefined> {
    const known = this.#names.get(volume) ?? readName(volume);
    this.#names.set(volume, known);
    return known;
  }
}

async function readName(volume: Volume): Promise<string | undefined> {
  try {
    for (const place of places) {
      const bytes = await volume.read(place, longestFile);
      const name = bytes && prettyName(new TextDecoder().decode(bytes));
      if (name !== undefined) return name;
    }
  } catch {
    // The medium fails: that has been said where its configuration was read.
  }
  return undefined;
}

/** The first root filesystem of a volume's entries that is there; else that volume. */
function rootOf(id: string, entries: readonly Entry[], volumes: readonly Volume[]): Volume | undefined {
  const own = volumes.find(({ identity }) => identity.id === id);
  for (const { cmdline } of entries) {
    const root = /(?:^| )root=(\S+)/.exec(cmdline)?.[1];
    const found = root && volumes.find(({ identity }) => identity.subvolume === undefined && names(root, identity));
    if (found) return sameFilesystem(found.identity, own?.identity) ? own : found;
  }
  return own;
}

/** A subvolume and its filesystem have the same device. */
function sameFilesystem(one: Identity, other: Identity | undefined): boolean {
  return one.device !== undefined && one.device === other?.device;
}

/** `vda2 (20.0 GiB, QEMU HARDDISK)`: the device, and the disk that it is on. */
function diskText({ device }: Finding, findings: readonly Finding[]): string {
  const disk = findings.find((one) => one.device.name === device.parent)?.device ?? device;
  const alias = device.aliases?.find((name) => name.startsWith('/dev/mapper/'))?.replace('/dev/', '');
  const about = [sizeText(disk.size), ...(disk.model === undefined ? [] : [disk.model])].join(', ');
  return `${alias ?? device.name} (${about})`;
}
