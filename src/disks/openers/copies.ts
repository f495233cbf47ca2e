// What stands in place of devices that must not be written to.

import type { BlockDevice } from '../../entry/block-device.ts';
import type { Workshop } from '../opener.ts';
import type { Overlay } from '../overlay.ts';

export class Copies {
  readonly #workshop: Workshop;
  /** By the devices' names. */
  readonly #overlays = new Map<string, Overlay>();

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  /** The node of a device that has what `device` has and may be written to. Raises what `overlay` raises. */
  async nodeFor(device: BlockDevice): Promise<string> {
    const known = this.#overlays.get(device.name);
    if (known) return known.node;
    // Read when it is needed, which is seldom.
    const { overlay } = await import('../overlay.ts');
    const made = await overlay(device, this.#workshop.drivers);
    this.#overlays.set(device.name, made);
    this.#workshop.onClose(() => this.drop(device.name));
    return made.node;
  }

  /** Closes the copy of the device `name`, if there is one. Raises ToolError while it is in use. */
  async drop(name: string): Promise<void> {
    const overlay = this.#overlays.get(name);
    this.#overlays.delete(name);
    await overlay?.close();
  }

  /** Closes all of them. */
  async dropAll(): Promise<void> {
    for (const name of [...this.#overlays.keys()]) await this.drop(name);
  }
}
