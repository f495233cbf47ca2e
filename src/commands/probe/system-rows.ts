// The block devices of the running system as a tree of rows.

import { fromFile } from 'blkid-parse';
import type { BootRecord } from '../../record/boot-record.ts';
import { blockDevices, type StackedDevice } from './block-devices.ts';
import { type DeviceContent, deviceContent } from './device-content.ts';
import { partitionRow } from './file-row.ts';
import { Mounts } from './mounts.ts';
import { partitionColumns, type Row } from './row.ts';
import { Turns } from './turns.ts';

/** So many devices are read at once. */
const atOnce = 8;

/** Stacks are not as deep as this. A member of several things is there below each of them, hence the second bound. */
const maxDepth = 16;
const maxRows = 10_000;

/** The tree of all block devices, or of some of them with what is stacked on those. */
export class SystemRows {
  /** By the kernel's names, in the order of these. */
  readonly #devices: ReadonlyMap<string, StackedDevice>;
  /** What is shown below each device, by the name of that; under an empty name, what is below none. */
  readonly #stacked = new Map<string, StackedDevice[]>();
  readonly #record: BootRecord | undefined;
  readonly #contents = new Map<string, Promise<DeviceContent>>();
  readonly #mounts = new Mounts();
  readonly #turns = new Turns(atOnce);
  #made = 0;
  #late = false;

  /** @param record what PID 1 has found, on baton's rescue shell */
  constructor(record: BootRecord | undefined) {
    this.#devices = new Map(blockDevices().map((device) => [device.block.name, device]));
    this.#record = record;
    for (const device of this.#devices.values()) {
      if (device.inner) continue;
      const below = this.#below(device);
      for (const name of below.length > 0 ? below : ['']) {
        const stacked = this.#stacked.get(name);
        if (stacked) stacked.push(device);
        else this.#stacked.set(name, [device]);
      }
    }
  }

  /** Whether a device has not answered in time, and is still being asked. */
  get late(): boolean {
    return this.#late;
  }

  /** The devices that are not part of others. */
  all(): Promise<Row[]> {
    return Promise.all((this.#stacked.get('') ?? []).map((device) => this.#row(device, 0)));
  }

  /** The device with this kernel's name; undefined where there is none. */
  async named(name: string): Promise<Row | undefined> {
    const device = this.#devices.get(name);
    return device && this.#row(device, 0);
  }

  /** The kernel's names of the devices that it is shown below: what is inner is not shown. */
  #below({ parents }: StackedDevice, depth = 0): string[] {
    const names = parents.flatMap((name) => {
      const parent = this.#devices.get(name);
      if (!parent || depth > maxDepth) return [];
      return parent.inner ? this.#below(parent, depth + 1) : [name];
    });
    return [...new Set(names)];
  }

  #content(device: StackedDevice): Promise<DeviceContent> {
    const { name } = device.block;
    let content = this.#contents.get(name);
    if (!content) {
      const recorded = this.#record?.devices.find((one) => one.name === name);
      content = this.#turns.take(() => deviceContent(device, recorded));
      this.#contents.set(name, content);
    }
    return content;
  }

  async #row(device: StackedDevice, depth: number): Promise<Row> {
    this.#made += 1;
    const { block, name, path, type, ro } = device;
    const { facts, columns, late, ...content } = await this.#content(device);
    this.#late ||= late ?? false;
    const entry = (await this.#table(device))?.partitions?.find(({ number }) => number === block.partition);
    const mountpoints = this.#mountpoints(device);
    // PID 1 does not look at what it runs from.
    const verdict = this.#record && mountpoints.includes('/') ? 'what baton itself runs from' : content.verdict;
    return {
      name,
      path,
      type,
      size: block.size,
      model: block.model ?? null,
      rm: block.removable,
      ro,
      ...{ fstype: null, fsver: null, label: null, uuid: null, pttype: null, ptuuid: null },
      ...partitionColumns(entry),
      ...columns,
      mountpoints,
      ...content,
      verdict,
      children: await this.#children(device, facts, depth),
    };
  }

  async #children(device: StackedDevice, facts: DeviceContent['facts'], depth: number): Promise<Row[]> {
    if (depth >= maxDepth || this.#made > maxRows) return [];
    const stacked = this.#stacked.get(device.block.name);
    return stacked ? Promise.all(stacked.map((child) => this.#row(child, depth + 1))) : unlisted(device, facts);
  }

  /** What is on the disk that the device is a partition of. */
  async #table({ block: { parent } }: StackedDevice): Promise<DeviceContent['facts']> {
    const disk = parent === undefined ? undefined : this.#devices.get(parent);
    return disk && (await this.#content(disk)).facts;
  }

  #mountpoints({ block }: StackedDevice): string[] {
    const overlays = [...this.#devices.values()].filter(
      ({ overlay, parents }) => overlay && parents.includes(block.name),
    );
    const targets = [block, ...overlays.map((overlay) => overlay.block)].map(({ major, minor, node }) =>
      this.#mounts.of(major, minor, node),
    );
    return [...new Set(targets.flat())];
  }
}

/** The partitions of a disk of which the kernel shows none, as it is with loop devices. */
async function unlisted({ name, block }: StackedDevice, facts: DeviceContent['facts']): Promise<Row[]> {
  const partitions = block.partition === undefined ? (facts?.partitions ?? []) : [];
  if (partitions.length === 0) return [];
  const separator = /\d$/.test(name) ? 'p' : '';
  try {
    const source = await fromFile(block.node);
    try {
      const rows: Row[] = [];
      for (const partition of partitions) {
        const row = await partitionRow(`${name}${separator}${partition.number}`, partition, source);
        rows.push({ ...row, notes: [...row.notes, 'the kernel shows no device for it'] });
      }
      return rows;
    } finally {
      await source.close();
    }
  } catch {
    // What made the disk fail is told in its own row, or it has gone.
    return [];
  }
}
