import type { Identity, Volume } from '../../entry/volume.ts';
import { aliasOf, isAlias } from './aliases.ts';
import { toBytes } from './bytes.ts';
import { serverName } from './servers.ts';
import { subvolumesOf, type Within } from './subvolumes.ts';

/** What a GRUB device name such as `hd0,gpt2` stands for. https://www.gnu.org/software/grub/manual/grub/html_node/Naming-convention.html */
export interface Device {
  /** Byte string, without parentheses. */
  readonly name: string;
  readonly volume: Volume;
  /** Path of the disc image on `volume` that the device looks into (`loopback`). */
  readonly image?: string;
  /** Of a filesystem with subvolumes: those that are volumes, the innermost first. */
  readonly subvolumes?: readonly Within[];
}

interface Place {
  /** The disk a partition is on, as Linux names it; absent for what is no partition (LVM, md). */
  readonly disk?: string;
  readonly partition?: number;
  readonly name?: string;
  /** What GRUB itself calls it, a byte string. */
  readonly alias?: string;
}

/** By the volumes: the configurations on many of them are read one after the other. */
const known = new WeakMap<readonly Volume[], Devices>();

/** The devices that GRUB would see on this machine, in the order of the volumes. The same list has the same ones. */
export function devicesOf(volumes: readonly Volume[]): Devices {
  const devices = known.get(volumes) ?? new Devices(volumes);
  known.set(volumes, devices);
  return devices;
}

export class Devices {
  readonly all: readonly Device[];

  constructor(given: readonly Volume[]) {
    const volumes = given.filter((volume) => isDevice(volume, given));
    const disks = new Map<string, number>();
    const taken = new Set<string>();
    const places = volumes.map((volume) => place(volume.identity));
    for (const { disk } of [...places].sort((a, b) => diskNumber(a.disk) - diskNumber(b.disk))) {
      if (disk === undefined || disks.has(disk)) continue;
      const letter = driveLetter(disk);
      let number = diskNumber(disk);
      while (taken.has(`${letter}${number}`)) number += 1;
      taken.add(`${letter}${number}`);
      disks.set(disk, number);
    }
    this.all = volumes.map((volume, index) => {
      const { alias, name: own = `volume${index}` } = places[index]!;
      const name = alias ?? nameFor(places[index]!, volume, disks) ?? toBytes(own);
      const subvolumes = subvolumesOf(name, volume, given);
      return { name, volume, ...(subvolumes ? { subvolumes } : {}) };
    });
  }

  /** The device of that name; `hd0,2` stands for the second partition whatever the partition table is. */
  find(name: string): Device | undefined {
    const exact =
      this.all.find((device) => device.name === name) ??
      this.all.find((device) => isAlias(name, device.volume.identity));
    if (exact) return exact;
    const [, drive, scheme, partition] = /^([a-z]+[0-9]+),(gpt|msdos|)([0-9]+)$/.exec(name) ?? [];
    if (drive === undefined) return undefined;
    return this.all.find((device) => {
      const [, ownDrive, ownScheme, ownPartition] = /^([a-z]+[0-9]+),(gpt|msdos)([0-9]+)$/.exec(device.name) ?? [];
      if (ownDrive !== drive || ownPartition !== partition) return false;
      return scheme === '' || scheme === ownScheme || device.volume.identity.partuuid === undefined;
    });
  }

  nameOf(volume: Volume): string {
    const isOn = (device: Device) => device.volume === volume;
    return this.all.find((device) => isOn(device) || device.subvolumes?.some((one) => isOn(one.device)))?.name ?? '';
  }
}

/** Subvolumes are on the device of their filesystem; where only they are known, the first of them stands for it. */
function isDevice({ identity: { id, subvolume } }: Volume, volumes: readonly Volume[]): boolean {
  if (!subvolume) return true;
  const { filesystem } = subvolume;
  const first = volumes.find(({ identity }) => (identity.subvolume?.filesystem ?? identity.id) === filesystem);
  return first?.identity.id === id && !volumes.some(({ identity }) => identity.id === filesystem);
}

function nameFor({ disk, partition }: Place, { identity }: Volume, disks: ReadonlyMap<string, number>) {
  if (disk === undefined) return undefined;
  const drive = `${driveLetter(disk)}${disks.get(disk)}`;
  return partition === undefined ? drive : `${drive},${table(identity)}${partition}`;
}

function place(identity: Identity): Place {
  const alias = aliasOf(identity);
  if (alias !== undefined) return { alias };
  const server = serverName(identity.id);
  if (server !== undefined) return { name: server };
  const { device = '' } = identity;
  const name = device.replace(/^\/dev\//, '');
  if (name.startsWith('mapper/')) return { name: `lvm/${name.slice('mapper/'.length)}` };
  const [, array] = /^md\/?([^/]+)$/.exec(name) ?? [];
  if (array !== undefined) return { name: `md/${array}` };
  const split =
    /^(nvme\d+n\d+|mmcblk\d+|nbd\d+|loop\d+)p(\d+)$/.exec(name) ?? /^((?:[svh]|xv)d[a-z]+)(\d+)$/.exec(name);
  const [disk, partition] = split ? [split[1], split[2]] : [name || undefined, undefined];
  if (disk === undefined) return {};
  return { disk, ...(partition === undefined ? {} : { partition: Number(partition) }) };
}

/** The number that the firmware's order most likely gives a disk: `sdb` and `nvme1n1` are the second. */
function diskNumber(disk = ''): number {
  const letters = /^(?:[svh]|xv)d([a-z]+)$/.exec(disk)?.[1];
  if (letters !== undefined) return [...letters].reduce((sum, char) => sum * 26 + char.charCodeAt(0) - 96, 0) - 1;
  return Number(/\d+/.exec(disk)?.[0] ?? 0);
}

function driveLetter(disk: string): 'cd' | 'fd' | 'hd' {
  return disk.startsWith('sr') ? 'cd' : /^fd\d/.test(disk) ? 'fd' : 'hd';
}

/** MBR partitions have a PARTUUID of the disk's signature and their number; those of GPT are UUIDs. */
function table({ partuuid = '' }: Identity): 'gpt' | 'msdos' {
  return /^[0-9a-f]{8}-[0-9a-f]{2}$/i.test(partuuid) ? 'msdos' : 'gpt';
}
