// All block devices of the machine, examined as they appear and forgotten as they go.

import { readdirSync, statSync } from 'node:fs';
import { unmount } from 'node-mount';
import type { Volume } from '../entry/volume.ts';
import type { Journal } from '../journal.ts';
import type { Uevent } from '../linux/uevents.ts';
import { readBlockDevice } from './block-device.ts';
import type { Drivers } from './drivers.ts';
import { examine, type Finding, mountRoot } from './examine.ts';

/** Devices without a system on them: RAM disks, compressed swap, floppies (which would be spun up for seconds). */
const ignored = /^(ram|zram|fd)\d/;

/** Device names in the order of people: sda2 before sda10, sdb after sda, and sdaa after sdz. */
export function compareNames(a: string, b: string): number {
  const [, lettersA = a] = /^(\D*)/.exec(a) ?? [];
  const [, lettersB = b] = /^(\D*)/.exec(b) ?? [];
  const sameFamily = lettersA.slice(0, 2) === lettersB.slice(0, 2);
  if (sameFamily && lettersA.length !== lettersB.length) return lettersA.length - lettersB.length;
  return a.localeCompare(b, 'en', { numeric: true });
}

export class Disks {
  readonly #drivers: Drivers;
  readonly #journal: Journal;
  readonly #onChange: () => void;
  readonly #findings = new Map<string, Promise<Finding | undefined>>();
  readonly #settled = new Map<string, Finding>();
  #examining = 0;

  /** `onChange` is called when a finding has been added or removed. */
  constructor(drivers: Drivers, journal: Journal, onChange: () => void) {
    this.#drivers = drivers;
    this.#journal = journal;
    this.#onChange = onChange;
  }

  /** What has been found so far, in the order of the devices' names. */
  get findings(): Finding[] {
    return [...this.#settled.values()].sort((a, b) => compareNames(a.device.name, b.device.name));
  }

  get volumes(): Volume[] {
    return this.findings.flatMap(({ volume }) => (volume ? [volume] : []));
  }

  /** Whether a device that the kernel has announced is still being looked at. */
  get busy(): boolean {
    return this.#examining > 0;
  }

  /** Examines the devices that are there already. */
  coldplug(): void {
    for (const name of readdirSync('/sys/class/block')) this.#add(name);
  }

  /** Takes a uevent of the block subsystem; others are passed over. */
  follow(event: Uevent): void {
    if (event.env.SUBSYSTEM !== 'block') return;
    const name = event.devpath.slice(event.devpath.lastIndexOf('/') + 1);
    if (event.action === 'remove') void this.#remove(name);
    else if (event.action === 'add' || event.action === 'change') this.#add(name);
  }

  /** Unmounts everything, whatever still reads it. Never throws: what stays mounted is read-only. */
  async close(): Promise<void> {
    await Promise.all(this.volumes.map((volume) => this.#unmount(volume.identity.id)));
  }

  /** Looks at everything anew after {@link close}. */
  reopen(): void {
    this.#findings.clear();
    this.#settled.clear();
    this.coldplug();
  }

  #add(name: string): void {
    if (this.#findings.has(name) || ignored.test(name)) return;
    const device = readBlockDevice(name);
    // A loop device or an empty drive has size 0 until something is put into it; then a change is announced.
    if (!device || device.size === 0 || this.#holdsOurRoot(device.major, device.minor)) return;
    this.#examining++;
    const finding = this.#examine(device);
    this.#findings.set(name, finding);
  }

  async #examine(device: Finding['device']): Promise<Finding | undefined> {
    if (device.parent !== undefined) this.#add(device.parent);
    const disk = device.parent === undefined ? undefined : await this.#findings.get(device.parent);
    const finding = await examine(device, disk?.facts, this.#drivers);
    this.#examining--;
    this.#settled.set(device.name, finding);
    this.#journal.info(`${device.node}: ${finding.verdict}`);
    this.#onChange();
    return finding;
  }

  async #remove(name: string): Promise<void> {
    const finding = await this.#findings.get(name);
    this.#findings.delete(name);
    if (!this.#settled.delete(name)) return;
    this.#journal.info(`/dev/${name} has gone`);
    if (finding?.volume) await this.#unmount(name);
    this.#onChange();
  }

  async #unmount(name: string): Promise<void> {
    try {
      await unmount(`${mountRoot}/${name}`).catch(() => unmount(`${mountRoot}/${name}`, ['detach']));
    } catch (failure) {
      this.#journal.warning(String(failure instanceof Error ? failure.message : failure));
    }
  }

  /** The image that this program itself runs from. */
  #holdsOurRoot(major: number, minor: number): boolean {
    const { dev } = statSync('/');
    return dev === makeDevice(major, minor);
  }
}

/** A dev_t as stat(2) gives it (gnu_dev_makedev of glibc), for the numbers that fit into 32 bits. */
function makeDevice(major: number, minor: number): number {
  return (((major & 0xfff) << 8) | (minor & 0xff) | ((minor & ~0xff) << 12)) >>> 0;
}
