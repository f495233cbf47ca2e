// Partitions of a device that the kernel does not look for partitions on: a logical volume, a LUKS volume. A loop device
// over all of it is one that the kernel does, and the partitions appear as loop0p1, loop0p2, and so on.

import { attach, type Loop } from 'node-mount';
import type { BlockDevice } from '../../entry/block-device.ts';
import type { Member, Opener, Outcome, Workshop } from '../opener.ts';

export class Partitions implements Opener {
  readonly #workshop: Workshop;
  /** By the names of the devices that they are over. */
  readonly #loops = new Map<string, Loop>();

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  async open({ device, facts }: Member): Promise<Outcome> {
    await this.#workshop.drivers.load('loop');
    const loop = await attach(device.node, { autoclear: true, partscan: true });
    this.#loops.set(device.name, loop);
    this.#workshop.onClose(() => this.#close(device.name));
    return { verdict: `${facts.table} partition table, shown as ${loop.device}` };
  }

  async forget({ name }: BlockDevice): Promise<void> {
    const loop = this.#loops.get(name);
    if (!loop) return;
    await this.#workshop.lose(loop.device.replace('/dev/', ''));
    await this.#close(name);
  }

  /** The loop device goes when nothing uses it any more. */
  async #close(name: string): Promise<void> {
    await this.#loops.get(name)?.close();
    this.#loops.delete(name);
  }
}
