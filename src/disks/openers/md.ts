// Linux software RAID: https://man7.org/linux/man-pages/man4/md.4.html

import { fromFile } from 'blkid-parse';
import type { BlockDevice } from '../../entry/block-device.ts';
import type { Member, Opener, Outcome, Workshop } from '../opener.ts';
import { MdArray } from './md-array.ts';
import { type MdSuperblock, readMdSuperblock } from './md-superblock.ts';

export class Md implements Opener {
  readonly #workshop: Workshop;
  /** By the array's UUID. */
  readonly #arrays = new Map<string, MdArray>();

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
    workshop.onClose(async () => {
      for (const { turn } of this.#arrays.values()) turn.endWait();
    });
  }

  async open(member: Member): Promise<Outcome> {
    const superblock = await superblockOf(member.device);
    if (!superblock) throw new Error('its superblock cannot be read');
    const { uuid = '' } = member.facts;
    const array = this.#arrays.get(uuid) ?? new MdArray(this.#workshop);
    this.#arrays.set(uuid, array);
    return array.turn.take(() => array.add({ device: member.device, superblock }));
  }

  async forget({ name }: BlockDevice): Promise<void> {
    await Promise.all([...this.#arrays.values()].map((array) => array.turn.take(() => array.remove(name))));
  }

  async settled(): Promise<void> {
    for (const array of this.#arrays.values()) array.settled();
  }
}

async function superblockOf(device: BlockDevice): Promise<MdSuperblock | undefined> {
  const source = await fromFile(device.node);
  try {
    return await readMdSuperblock(source);
  } finally {
    await source.close();
  }
}
