// Names of device-mapper devices: /sys/block/dm-0/dm/name and …/uuid.

import { readFileSync } from 'node:fs';

export interface MappedDevice {
  /** As below /dev/mapper. */
  readonly name: string;
  /** What made it, and of what; empty where that was not said: `LVM-…`, `CRYPT-LUKS2-…`. */
  readonly uuid: string;
}

/** What the device `dm-0` is; undefined where `device` is none of the device mapper's, or has gone. */
export function readMappedDevice(device: string): MappedDevice | undefined {
  const attribute = (name: string) => readFileSync(`/sys/class/block/${device}/dm/${name}`, 'utf8').trimEnd();
  try {
    return device.startsWith('dm-') ? { name: attribute('name'), uuid: attribute('uuid') } : undefined;
  } catch {
    return undefined;
  }
}

/** The name of a logical volume in /dev/mapper: `my--group-root`. */
export function mapperName(group: string, volume: string): string {
  return `${group.replaceAll('-', '--')}-${volume.replaceAll('-', '--')}`;
}

/** The reverse of {@link mapperName}; a part of a logical volume, such as `group-root-real`, has a third name. */
export function splitMapperName(name: string): string[] {
  return (name.match(/(?:--|[^-])+/g) ?? []).map((part) => part.replaceAll('--', '-'));
}
