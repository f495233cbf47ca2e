// The block devices of the running system as a tree of rows.

import { fromFile } from 'blkid-parse';
import { compareNames } from '../../disks/compare-names.ts';
import type { BootRecord } from '../../record/boot-record.ts';
import { blockDevices, isOverlay, type StackedDevice } from './block-devices.ts';
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
  readonly #devices: readonly StackedDevice[];
  readonly #record: BootRecord | undefined;
  readonly #contents = new Map<string, Promise<DeviceContent>>();
  readonly #mounts = new Mounts();
  readonly #turns = new Turns(atOnce);
  #made = 0;
  #late = false;

  /** @param record what PID 1 has found, on baton's rescue shell */
  constructor(record: BootRecord | undefined) {
    this.#devices = blockDevices();
    this.#record = record;
  }

  /** Whether a device has not answered in time, and is still being asked. */
  get late(): boolean {
    return this.#late;
  }

  /** The devices that are not part of others. */
  all(): Promise<Row[]> {
    const tops = this.#shown().filter(({ parents }) => parents.length === 0);
    return Promise.all(tops.map((device) => this.#row(device, 0)));
  }

  /** The device with this kernel's name; undefined where there is none. */
  async named(name: string): Promise<Row | undefined> {
    const device = this.#device(name);
    return device && this.#row(device, 0);
  }

  #shown(): StackedDevice[] {
    return this.#devices.filter((device) => !isOverlay(device));
  }

  #device(name: string): StackedDevice | undefined {
    return this.#devices.find(({ block }) => block.name === name);
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
    const stacked = this.#shown().filter(({ parents }) => parents.includes(block.name));
    const children = stacked.sort((a, b) => compareNames(a.block.name, b.block.name));
    const isDeep = depth >= maxDepth || this.#made > maxRows;
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
      children: isDeep
        ? []
        : children.length > 0
          ? await Promise.all(children.map((child) => this.#row(child, depth + 1)))
          : await unlisted(device, facts),
    };
  }

  /** What is on the disk that the device is a partition of. */
  async #table({ block: { parent } }: StackedDevice): Promise<DeviceContent['facts']> {
    const disk = parent === undefined ? undefined : this.#device(parent);
    return disk && (await this.#content(disk)).facts;
  }

  #mountpoints({ block }: StackedDevice): string[] {
    const overlays = this.#devices.filter((device) => isOverlay(device) && device.parents.includes(block.name));
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
  const source = await fromFile(block.node);
  try {
    const rows: Row[] = [];
    for (const partition of partitions) {
      const row = await partitionRow(`${name}${separator}${partition.number}`, partition, source);
      rows.push({ ...row, notes: [...row.notes, 'the kernel shows no device for it'] });
    }
    return rows;
  } catch {
    return [];
  } finally {
    await source.close();
  }
}
