// The other names under which configurations mean a device: those of Linux (`/dev/mapper/vg-root`, `/dev/vg/root`,
// `/dev/md/root`) and those of GRUB (`lvm/vg-root`, `lvmid/…/…`, `md/root`, `mduuid/…`, `cryptouuid/…`).
// https://www.gnu.org/software/grub/manual/grub/html_node/Device-syntax.html

import { readdirSync } from 'node:fs';
import { fromFile, type Result } from 'blkid-parse';
import type { BlockDevice } from '../entry/block-device.ts';
import { type MappedDevice, readMappedDevice, splitMapperName } from './device-mapper.ts';
import { backingFile } from './inner-device.ts';
import { readMdSuperblock } from './openers/md-superblock.ts';
import { namesOf } from './openers/md-text.ts';

/**
 * The names of `device` beside that of its node: of what the device mapper or md made, and of partitions on it. `disk` is
 * what was found on the disk that it is a partition of. Raises what reading a member of an array raises.
 */
export async function otherNames({ name, parent, partition }: BlockDevice, disk?: Result): Promise<string[]> {
  if (parent === undefined || partition === undefined) return namesOfWhole(name);
  const scheme = disk?.table === 'gpt' ? 'gpt' : 'msdos';
  return (await namesOfWhole(parent)).map((whole) => {
    if (!whole.startsWith('/')) return `${whole},${scheme}${partition}`;
    return /\d$/.test(whole) ? `${whole}p${partition}` : `${whole}${partition}`;
  });
}

async function namesOfWhole(device: string): Promise<string[]> {
  // Partitions on what the device mapper has made are seen through a loop device.
  const name = backingFile(device)?.replace('/dev/', '') ?? device;
  const mapped = readMappedDevice(name);
  if (mapped) return namesOfMapped(mapped);
  return /^md\d+$/.test(name) ? await namesOfArray(name) : [];
}

function namesOfMapped({ name, uuid }: MappedDevice): string[] {
  const names = [`/dev/mapper/${name}`];
  const [, group, volume] = /^LVM-(\w{32})(\w{32})$/.exec(uuid) ?? [];
  if (group !== undefined && volume !== undefined) {
    names.push(`/dev/${splitMapperName(name).join('/')}`, `lvm/${name}`, `lvmid/${dashed(group)}/${dashed(volume)}`);
  }
  const [, luks] = /^CRYPT-LUKS[12]-([0-9a-f]{32})-/.exec(uuid) ?? [];
  if (luks !== undefined) names.push(`cryptouuid/${luks}`);
  return names;
}

/** As LVM writes its UUIDs. */
function dashed(id: string): string {
  return id.replace(/^(.{6})(.{4})(.{4})(.{4})(.{4})(.{4})(.{6})$/, '$1-$2-$3-$4-$5-$6-$7');
}

/** An array's name is on its members alone. */
async function namesOfArray(array: string): Promise<string[]> {
  const [member] = readdirSync(`/sys/class/block/${array}/slaves`);
  if (member === undefined) return [];
  const source = await fromFile(`/dev/${member.replaceAll('!', '/')}`);
  try {
    const superblock = await readMdSuperblock(source);
    return superblock ? namesOf(superblock) : [];
  } finally {
    await source.close();
  }
}
