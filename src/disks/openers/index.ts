import type { Opener, Workshop } from '../opener.ts';

type Load = (workshop: Workshop) => Promise<Opener>;

const firmwareRaid: Load = async (workshop) => new (await import('./firmware-raid.ts')).FirmwareRaid(workshop);

/**
 * What opens a device, by libblkid's TYPE, where that is more than mounting one filesystem; `partitions` is a partition
 * table on a device-mapper device. The code is read when the first such device appears.
 */
export const openerTable: Readonly<Record<string, Load>> = {
  crypto_LUKS: async (workshop) => new (await import('./luks.ts')).Luks(workshop),
  linux_raid_member: async (workshop) => new (await import('./md.ts')).Md(workshop),
  isw_raid_member: firmwareRaid,
  ddf_raid_member: firmwareRaid,
  LVM2_member: async (workshop) => new (await import('./lvm.ts')).Lvm(workshop),
  partitions: async (workshop) => new (await import('./partitions.ts')).Partitions(workshop),
  btrfs: async (workshop) => new (await import('./btrfs.ts')).Btrfs(workshop),
};
