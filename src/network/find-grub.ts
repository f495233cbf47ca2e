import type { Machine } from '../dialects/dialect.ts';
import { readConfiguration } from '../dialects/grub/read.ts';
import { pxelinuxSearchOrder } from '../dialects/syslinux/search-order.ts';
import { wireOrder } from '../dialects/wire-order.ts';
import type { Reading } from '../entry/reading.ts';
import { firstThere } from './located.ts';

/**
 * The grub.cfg of a GRUB that came from `boot`. In each directory the files for this machine first: by UUID, by address of the card, and by IPv4 address, of which
 * fewer and fewer digits count (GRUB: `grub_net_search_config_file`, grub-core/net/net.c). The directories are those
 * that grub-mknetdir and distributions use. Undefined where there is none.
 */
export async function findGrub(boot: string, machine: Machine): Promise<Reading | undefined> {
  const { mac = '', ip = '' } = machine.network ?? {};
  const uuid = wireOrder(machine.hardware?.smbios('product_uuid'));
  const own = pxelinuxSearchOrder({ mac, ip, ...(uuid ? { uuid } : {}) });
  const suffixes = own.map((name) => name.replace(/^.*\//, '')).filter((name) => name !== 'default');
  const names = [...suffixes.map((suffix) => `grub.cfg-${suffix}`), 'grub.cfg'];
  const directories = ['', 'grub/', '../', '../grub/', 'boot/grub/', '/grub/', '/grub2/', '/boot/grub/', '/EFI/BOOT/'];
  const beside = new URL('.', boot);
  // The $prefix of an image that grub-mknetdir has made is above the directory of its platform.
  if (/\/[a-z0-9_]+-(pc|efi)\/$/.test(beside.pathname)) directories.unshift('../');
  const places = new Set(directories.map((directory) => new URL(directory, beside).href));
  const found = await firstThere(
    [...places].flatMap((place) => names.map((name) => `${place}${name}`)),
    machine,
  );
  return found && readConfiguration(found.path, found.volume, [found.volume], machine);
}
