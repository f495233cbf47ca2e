import type { Stat, Volume } from '../../entry/volume.ts';
import type { Budget } from './budget.ts';
import { toBytes, toText } from './bytes.ts';
import type { Device, Devices } from './device.ts';
import { openImage } from './image-volume.ts';
import type { Maybe } from './maybe.ts';
import type { Overlay } from './overlay.ts';
import { type Servers, serverName } from './servers.ts';
import { placeIn, type View } from './subvolumes.ts';

/** Where a GRUB file name leads. */
export interface Location {
  /** The device's name, as written or from `$root`. */
  readonly deviceName: string;
  /** Undefined where there is no such device. */
  readonly device: Device | undefined;
  /** Behind the device; a file of a filesystem begins with `/`. */
  readonly path: string;
}

const FROM_THE_TOP: View = { base: undefined, mounts: [] };

/**
 * GRUB's view of the volumes: names such as `(hd0,gpt1)/boot/vmlinuz`. Remembers what it saw, so that a menu of
 * thousands of entries asks the medium once. A medium that fails is like a file that is not there, and is noted.
 */
export class Files {
  readonly #devices: Devices;
  readonly #loopbacks: Overlay<Device>;
  readonly #memory: Memory;
  readonly #servers: Servers | undefined;
  readonly #view: View;
  readonly hasSubvolumes: boolean;

  /** @param servers those of the network that GRUB came over */
  constructor(devices: Devices, loopbacks: Overlay<Device>, memory: Memory, servers?: Servers, view = FROM_THE_TOP) {
    this.#devices = devices;
    this.#loopbacks = loopbacks;
    this.#memory = memory;
    this.#servers = servers;
    this.#view = view;
    this.hasSubvolumes = devices.all.some(({ subvolumes }) => subvolumes);
  }

  /** The same volumes with another set of loopback devices. */
  with(loopbacks: Overlay<Device>): Files {
    return new Files(this.#devices, loopbacks, this.#memory, this.#servers, this.#view);
  }

  /** The same, with paths that count from another subvolume. */
  seenFrom(view: View): Files {
    return new Files(this.#devices, this.#loopbacks, this.#memory, this.#servers, view);
  }

  device(name: string): Device | undefined {
    return this.#loopbacks.get(name) ?? this.#devices.find(name) ?? this.#servers?.find(name);
  }

  /** All devices, with the one named first. */
  devices(first?: string): Device[] {
    const all = [...this.#devices.all, ...this.#loopbacks.entries().map(([, device]) => device)];
    return first === undefined ? all : all.sort((a, b) => Number(b.name === first) - Number(a.name === first));
  }

  /** @returns undefined where the name is no file name: no device in the parentheses, or none to begin with */
  locate(name: string, root: string): Location | undefined {
    if (!name.startsWith('(')) return this.at(root, this.device(root), name);
    const [, deviceName, rest] = /^\(([^)]*)\)([\s\S]*)$/.exec(name) ?? [];
    return deviceName ? this.at(deviceName, this.device(deviceName), rest!) : undefined;
  }

  /** Where a path on a device leads, which can be a subvolume of it. */
  at(deviceName: string, device: Device | undefined, path: string): Location {
    // A server takes names as they are; all of them are meant from its root.
    if (device && device.image === undefined && serverName(device.volume.identity.id) !== undefined)
      return { deviceName, device, path: path.replace(/^\/*/, '/') };
    return { deviceName, ...(device ? placeIn(device, path, this.#view) : { device, path }) };
  }

  stat(location: Location | undefined): Maybe<Stat | undefined> {
    if (!location?.device || !location.path.startsWith('/')) return undefined;
    const path = toText(location.path);
    return this.#memory.stat(location.device, path);
  }

  async read(location: Location | undefined, limit: number): Promise<Uint8Array | undefined> {
    if (!location?.device || !location.path.startsWith('/')) return undefined;
    const volume = await this.#memory.open(location.device);
    const bytes = volume && (await this.#memory.guard(volume.read(toText(location.path), limit)));
    this.#memory.spend(location.device, (bytes?.length ?? 0) / 256);
    return bytes;
  }

  async list(name: string, root: string): Promise<string[]> {
    const location = this.locate(name, root);
    if (!location?.device) return [];
    const volume = await this.#memory.open(location.device);
    const names = volume && (await this.#memory.guard(volume.list(toText(location.path))));
    this.#memory.spend(location.device, (names?.length ?? 0) / 2);
    return (names ?? []).map(toBytes).sort();
  }

  async exists(name: string, root: string): Promise<boolean> {
    return (await this.stat(this.locate(name, root))) !== undefined;
  }
}

const STEPS = 20;
const IMAGE_STEPS = 500;

/** What was seen of the volumes in one reading. */
export class Memory {
  readonly #stats = new Map<string, Maybe<Stat | undefined>>();
  readonly #images = new Map<string, Promise<Volume | undefined>>();
  readonly #budget: Budget;
  /** How often a medium failed, and how. */
  readonly failures: string[] = [];

  /** @param budget takes what it costs to ask a volume; once it is used up, nothing is there any more */
  constructor(budget: Budget) {
    this.#budget = budget;
  }

  stat(device: Device, path: string): Maybe<Stat | undefined> {
    const key = `${device.volume.identity.id}\0${device.image ?? ''}\0${path}`;
    if (this.#stats.has(key)) return this.#stats.get(key);
    if (!this.spend(device, 0)) return undefined;
    const asked = device.image === undefined ? device.volume.stat(path) : this.#statInImage(device, path);
    const stat = this.guard(asked).then((found) => {
      this.#stats.set(key, found);
      return found;
    });
    this.#stats.set(key, stat);
    return stat;
  }

  async #statInImage(device: Device, path: string): Promise<Stat | undefined> {
    return (await this.open(device))?.stat(path);
  }

  /** The volume whose files a device shows: its own, or the disc image that it looks into. */
  open(device: Device): Promise<Volume | undefined> {
    const { image, volume } = device;
    if (image === undefined) return Promise.resolve(volume);
    const key = `${volume.identity.id}\0${image}`;
    const known = this.#images.get(key) ?? this.guard(openImage(volume, image));
    this.#images.set(key, known);
    return known;
  }

  /** Takes what one question costs, by the time it takes on a disk. */
  spend(device: Device, more: number): boolean {
    return this.#budget.spend((device.image === undefined ? STEPS : IMAGE_STEPS) + more);
  }

  async guard<T>(action: Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await action;
    } catch (error) {
      if (this.failures.length < 100) this.failures.push(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}
