// All block devices of the machine, examined as they appear and forgotten as they go.

import { readdirSync, statSync } from 'node:fs';
import { unmount } from 'node-mount';
import type { Volume } from '../entry/volume.ts';
import type { Journal } from '../journal.ts';
import type { Uevent } from '../linux/uevents.ts';
import { partitionsOf, readBlockDevice } from './block-device.ts';
import { compareNames } from './compare-names.ts';
import type { Drivers } from './drivers.ts';
import { examine } from './examine.ts';
import type { Finding } from './finding.ts';
import { Gate } from './gate.ts';
import { isInnerDevice } from './inner-device.ts';
import { Locks, type LockWishes, noWishes } from './locks.ts';
import { mountRoot } from './mount-quietly.ts';
import type { Member, Outcome, Workshop } from './opener.ts';
import { Openers } from './openers.ts';

/** Devices without a system on them: RAM disks, compressed swap, floppies (which would be spun up for seconds). */
const ignored = /^(ram|zram|fd)\d/;

/** How many devices are examined at once: enough to keep disks busy, and what is found early is on the menu early. */
const width = 8;

export class Disks implements Workshop {
  readonly drivers: Drivers;
  readonly journal: Journal;
  readonly locks: Locks;
  readonly #onChange: () => void;
  readonly #findings = new Map<string, Promise<Finding>>();
  readonly #settled = new Map<string, Finding>();
  readonly #openers = new Openers(this);
  readonly #closers: (() => Promise<void>)[] = [];
  readonly #gate = new Gate(width);
  #examining = 0;
  #driversStarted = false;
  #closed = false;

  /** `onChange` is called when a finding, or what is locked, has been added, changed or removed. */
  constructor(drivers: Drivers, journal: Journal, onChange: () => void, wishes: LockWishes = noWishes) {
    this.drivers = drivers;
    this.journal = journal;
    this.#onChange = onChange;
    this.locks = new Locks(wishes, journal, onChange);
  }

  /** What has been found so far, in the order of the devices' names. */
  get findings(): Finding[] {
    return [...this.#settled.values()].sort((a, b) => compareNames(a.device.name, b.device.name));
  }

  get volumes(): Volume[] {
    return this.findings.flatMap(({ volumes }) => volumes);
  }

  /** Whether a device that the kernel has announced is still being looked at. */
  get busy(): boolean {
    return this.#examining > 0;
  }

  /** The names of the devices that are still being looked at. */
  get pending(): string[] {
    return [...this.#findings.keys()].filter((name) => !this.#settled.has(name)).sort(compareNames);
  }

  /** Examines the devices that are there already. */
  coldplug(): void {
    for (const name of readdirSync('/sys/class/block')) this.#add(name);
  }

  /** The drivers of all devices that were there at the start have been started. */
  driversStarted(): void {
    this.#driversStarted = true;
    this.#settleOpeners();
  }

  /** Takes a uevent of the block subsystem; others are passed over. */
  follow(event: Uevent): void {
    // What goes while everything is closed has been let go of.
    if (event.env.SUBSYSTEM !== 'block' || this.#closed) return;
    const name = event.devpath.slice(event.devpath.lastIndexOf('/') + 1);
    if (event.action === 'remove') void this.#remove(name);
    else if (event.action === 'add' || event.action === 'change') this.#add(name);
  }

  report(name: string, { verdict, volumes = [] }: Outcome): void {
    const finding = this.#settled.get(name);
    if (!finding) return;
    this.#settle({ ...finding, verdict, volumes });
  }

  async lose(name: string): Promise<void> {
    for (const part of partitionsOf(name)) await this.#remove(part);
    await this.#remove(name);
  }

  onClose(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  /**
   * Unmounts everything, whatever still reads it, and closes what was opened. Never throws: what stays open is read-only.
   */
  async close(): Promise<void> {
    this.#closed = true;
    await this.locks.end();
    await Promise.all(this.volumes.map((volume) => this.#unmount(volume)));
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) await this.#softly(close());
  }

  /** Looks at everything anew after {@link close}. */
  reopen(): void {
    this.#closed = false;
    this.#findings.clear();
    this.#settled.clear();
    this.#openers.reset();
    this.locks.reset();
    this.coldplug();
  }

  #add(name: string): void {
    if (this.#findings.has(name) || ignored.test(name)) return;
    const device = readBlockDevice(name);
    // A loop device or an empty drive has size 0 until something is put into it; then a change is announced.
    if (!device || device.size === 0 || this.#holdsOurRoot(device.major, device.minor)) return;
    // Asked last: a mapped device is announced before it has a name, and it has that when it has a size.
    if (isInnerDevice(name)) return;
    this.#examining++;
    this.#findings.set(name, this.#examine(device));
  }

  async #examine(device: Finding['device']): Promise<Finding> {
    if (device.parent !== undefined) this.#add(device.parent);
    const disk = device.parent === undefined ? undefined : await this.#findings.get(device.parent);
    const openerFor = (member: Member) => this.#openers.for(member);
    const finding = await this.#gate.run(() => examine(device, disk?.facts, this, openerFor));
    this.#examining--;
    this.#settle(finding);
    this.#settleOpeners();
    return finding;
  }

  #settle(finding: Finding): void {
    this.#settled.set(finding.device.name, finding);
    this.journal.info(`${finding.device.node}: ${finding.verdict}`);
    this.#onChange();
    if (finding.volumes.length > 0) void this.#openers.volumesChanged();
  }

  #settleOpeners(): void {
    if (this.#driversStarted && !this.busy) void this.#openers.settle();
  }

  async #remove(name: string): Promise<void> {
    const finding = await this.#findings.get(name);
    this.#findings.delete(name);
    // What is known of it may have changed since it was examined.
    const last = this.#settled.get(name);
    if (!finding || !this.#settled.delete(name)) return;
    this.journal.info(`/dev/${name} has gone`);
    await Promise.all((last ?? finding).volumes.map((volume) => this.#unmount(volume)));
    await this.#openers.forget(finding);
    this.#onChange();
  }

  async #unmount({ identity: { id, subvolume } }: Volume): Promise<void> {
    // Subvolumes are seen through the mount of the whole filesystem.
    if (subvolume) return;
    const target = `${mountRoot}/${id}`;
    await this.#softly(unmount(target).catch(() => unmount(target, ['detach'])));
  }

  async #softly(step: Promise<void>): Promise<void> {
    try {
      await step;
    } catch (failure) {
      this.journal.warning(String(failure instanceof Error ? failure.message : failure));
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
