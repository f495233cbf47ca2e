import { realpathSync } from 'node:fs';

/** The kind of a block device as the setting `order` has it, by the kernel's name; what is made of others is a `disk`. */
export function deviceKind(name: string): 'nvme' | 'disk' | 'mmc' | 'usb' | 'cdrom' {
  if (name.startsWith('nvme')) return 'nvme';
  if (name.startsWith('mmcblk')) return 'mmc';
  if (name.startsWith('sr')) return 'cdrom';
  try {
    return realpathSync(`/sys/class/block/${name}`).includes('/usb') ? 'usb' : 'disk';
  } catch {
    return 'disk';
  }
}
