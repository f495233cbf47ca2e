// LVM: https://man7.org/linux/man-pages/man8/lvm.8.html

import { fromFile } from 'blkid-parse';
import type { BlockDevice } from '../../entry/block-device.ts';
import type { Member, Opener, Outcome, Workshop } from '../opener.ts';
import { LvmGroup } from './lvm-group.ts';
import { readMetadataTexts } from './lvm-label.ts';
import { readVolumeGroup, type VolumeGroup } from './volume-group.ts';

export class Lvm implements Opener {
  readonly #workshop: Workshop;
  /** By the volume group's UUID. */
  readonly #groups = new Map<string, LvmGroup>();
  /** The UUID of the volume group that has a name: of two that have the same, only one can be open. */
  readonly #names = new Map<string, string>();
  /** Physical volumes without metadata, which another one of their group has. */
  readonly #mute = new Map<string, BlockDevice>();

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
    workshop.onClose(async () => {
      for (const { turn } of this.#groups.values()) turn.endWait();
    });
  }

  async open({ device, facts }: Member): Promise<Outcome> {
    const { uuid = '' } = facts;
    const metadata = await metadataOn(device);
    if (metadata) return this.#add(this.#groupOf(metadata), device, uuid, metadata);
    const group = [...this.#groups.values()].find((one) => one.wants(uuid));
    if (group) return this.#add(group, device, uuid);
    this.#mute.set(uuid, device);
    return {
      verdict: 'LVM physical volume, but no volume group is known for it: it has no metadata, or they are damaged',
    };
  }

  async forget({ name }: BlockDevice): Promise<void> {
    for (const [uuid, device] of this.#mute) if (device.name === name) this.#mute.delete(uuid);
    await Promise.all([...this.#groups.values()].map((group) => group.turn.take(() => group.remove(name))));
  }

  async settled(): Promise<void> {
    for (const group of this.#groups.values()) group.settled();
  }

  #groupOf(metadata: VolumeGroup): LvmGroup {
    const { uuid, name } = metadata;
    const known = this.#groups.get(uuid);
    if (known) return known;
    const holder = this.#names.get(name) ?? uuid;
    this.#names.set(name, holder);
    const group = new LvmGroup(this.#workshop, metadata, holder === uuid);
    this.#groups.set(uuid, group);
    return group;
  }

  #add(group: LvmGroup, device: BlockDevice, uuid: string, metadata?: VolumeGroup): Promise<Outcome> {
    return group.turn.take(async () => {
      if (metadata) group.update(metadata);
      for (const [mute, other] of this.#mute) {
        if (!group.wants(mute)) continue;
        this.#mute.delete(mute);
        group.take(other, mute);
      }
      return group.add(device, uuid);
    });
  }
}

async function metadataOn(device: BlockDevice): Promise<VolumeGroup | undefined> {
  const source = await fromFile(device.node);
  try {
    return readVolumeGroup(await readMetadataTexts(source));
  } finally {
    await source.close();
  }
}
