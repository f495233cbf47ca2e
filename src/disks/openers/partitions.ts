// Partitions of a device that the kernel does not look for partitions on: a logical volume, a LUKS volume. A loop device
// over all of it is one that the kernel does, and the partitions appear as loop0p1, loop0p2, and so on.

import { attach } from 'node-mount';
import type { Member, Opener, Outcome, Workshop } from '../opener.ts';

export class Partitions implements Opener {
  readonly #workshop: Workshop;

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  async open({ device, facts }: Member): Promise<Outcome> {
    await this.#workshop.drivers.load('loop');
    const loop = await attach(device.node, { autoclear: true, partscan: true });
    this.#workshop.onClose(loop.close);
    return { verdict: `${facts.table} partition table, shown as ${loop.device}` };
  }
}
