// One volume group: its physical volumes as they come, and how its logical volumes are opened.

import type { BlockDevice } from '../../entry/block-device.ts';
import type { Outcome, Workshop } from '../opener.ts';
import { clauseOf } from './clause.ts';
import { Copies } from './copies.ts';
import { activate, insistsOnWriting, isActive, loadDrivers, type Place, rename } from './lvm-activation.ts';
import { closeVolumes, volumesOf } from './lvm-devices.ts';
import { Turn } from './turn.ts';
import type { VolumeGroup } from './volume-group.ts';

/**
 * How long a physical volume that is missing is waited for after the last one that came, in milliseconds. An array that
 * lacks a member is started before that, and the physical volume may be on it.
 */
const patience = 5000;
/** The same where other devices are still being looked at. */
const longPatience = 30_000;

interface Opened {
  /** How many physical volumes were missing. */
  readonly missing: number;
  /** The logical volumes that stayed closed. */
  readonly closed: readonly string[];
}

export class LvmGroup {
  readonly turn = new Turn();
  readonly #workshop: Workshop;
  /** What it is called while it is open; another name than its own where that is taken. */
  readonly #name: string;
  #metadata: VolumeGroup;
  /** By their UUIDs. */
  readonly #members = new Map<string, BlockDevice>();
  readonly #copies: Copies;
  #renamed = false;
  #opened: Opened | undefined;
  #failure: string | undefined;
  #last = 0;

  constructor(workshop: Workshop, metadata: VolumeGroup, hasName: boolean) {
    this.#workshop = workshop;
    this.#copies = new Copies(workshop);
    this.#metadata = metadata;
    this.#name = hasName ? metadata.name : `${metadata.name}_${metadata.uuid.slice(0, 6)}`;
  }

  /** Whether the physical volume `uuid` is one of this group. */
  wants(uuid: string): boolean {
    return this.#metadata.physicalVolumes.some((volume) => volume.uuid === uuid);
  }

  /** Takes the metadata of a member, where it is newer than what is known. */
  update(metadata: VolumeGroup): void {
    if (metadata.sequence > this.#metadata.sequence) this.#metadata = metadata;
  }

  /** Takes a physical volume in without opening anything. */
  take(device: BlockDevice, uuid: string): void {
    this.#members.set(uuid, device);
  }

  /** Takes a physical volume in, and opens the group when it is the last one. */
  async add(device: BlockDevice, uuid: string): Promise<Outcome> {
    if (!this.wants(uuid)) return { verdict: `LVM physical volume that the volume group ${this.#name} has given up` };
    const original = this.#members.get(uuid);
    if (original) return { verdict: `LVM physical volume, but a copy of ${original.node}, left alone` };
    this.take(device, uuid);
    this.#last = performance.now();
    this.#failure = undefined;
    if (this.#missing.length > 0) this.turn.later(longPatience, () => this.#openAnyway());
    else if (!this.#opened || this.#opened.missing > 0) {
      await this.#open();
      this.#tell(device);
    }
    return { verdict: this.#verdict() };
  }

  /** The device `name` has gone; what is not on it goes on. */
  async remove(name: string): Promise<void> {
    const gone = [...this.#members].find(([, device]) => device.name === name);
    if (!gone) return;
    this.#members.delete(gone[0]);
    const { journal } = this.#workshop;
    if (this.#opened) journal.warning(`The volume group ${this.#name} has lost its physical volume ${name}.`);
    if (this.#opened && this.#members.size === 0) await this.#lose();
    else this.#tell();
  }

  /** The last physical volume has gone: when they come back, the group is opened anew. */
  async #lose(): Promise<void> {
    for (const volume of volumesOf(this.#metadata)) await this.#workshop.lose(volume);
    await this.#close();
    await this.#copies.dropAll();
  }

  /** Everything that is there has been looked at. */
  settled(): void {
    if (this.#failure !== undefined || this.#members.size === 0 || this.#missing.length === 0) return;
    if (this.#opened && this.#opened.missing <= this.#missing.length) return;
    this.turn.later(Math.max(0, this.#last + patience - performance.now()), () => this.#openAnyway());
  }

  get #missing() {
    return this.#metadata.physicalVolumes.filter(({ uuid }) => !this.#members.has(uuid));
  }

  /** The wait for what is missing has ended. */
  async #openAnyway(): Promise<void> {
    if (this.#missing.length === 0) return;
    await this.#open();
    const lacking = this.#missing.map(({ uuid, device }) => `${uuid} (once ${device})`).join(', ');
    const closed = this.#opened?.closed ?? [];
    const what = closed.length === 0 ? 'all of its logical volumes are open' : `it stays closed: ${closed.join(', ')}`;
    this.#workshop.journal.warning(`The volume group ${this.#name} lacks physical volumes: ${lacking}; ${what}.`);
    this.#tell();
  }

  async #open(): Promise<void> {
    this.turn.endWait();
    const { journal, drivers } = this.#workshop;
    const group = { ...this.#metadata, name: this.#name };
    const missing = this.#missing.length;
    try {
      if (group.exported) throw new Error('it has been exported; vgimport makes it usable');
      if (group.logicalVolumes.length > 0) {
        await loadDrivers(group, drivers);
        const place = await this.#place();
        // After what has just been opened for it, which is closed later.
        this.#workshop.onClose(() => this.#close());
        await this.#rename(place);
        // With a volume missing lvm fails for what it has to leave closed.
        await activate(group, place).catch((failure) => {
          if (missing === 0) throw failure;
        });
      }
    } catch (failure) {
      this.#failure = clauseOf(failure);
      journal.warning(`The volume group ${this.#name} cannot be opened: ${this.#failure}.`);
    }
    this.#opened = { missing, closed: group.logicalVolumes.filter((volume) => !isActive(group, volume)) };
  }

  /** The physical volumes, or copies of them where what is on them insists on writing, or has to be renamed. */
  async #place(): Promise<Place> {
    const copied = insistsOnWriting(this.#metadata) || this.#name !== this.#metadata.name;
    const members = [...this.#members.values()];
    const nodes = await Promise.all(members.map((one) => (copied ? this.#copies.nodeFor(one) : one.node)));
    return { nodes, copied };
  }

  /** Of two groups of the same name, the device mapper takes one only. */
  async #rename(place: Place): Promise<void> {
    const { name, uuid } = this.#metadata;
    if (this.#renamed || this.#name === name) return;
    await rename(this.#metadata, this.#name, place);
    this.#renamed = true;
    this.#workshop.journal.warning(
      `Another volume group is called ${name}: that of UUID ${uuid} is opened as ${this.#name}. Rename one with vgrename.`,
    );
  }

  async #close(): Promise<void> {
    if (this.#opened) await closeVolumes(this.#metadata);
    this.#opened = undefined;
    this.#renamed = false;
  }

  #tell(except?: BlockDevice): void {
    for (const device of this.#members.values()) {
      if (device !== except) this.#workshop.report(device.name, { verdict: this.#verdict() });
    }
  }

  #verdict(): string {
    const { physicalVolumes, logicalVolumes } = this.#metadata;
    const member = `LVM physical volume of ${this.#name}`;
    const lacking =
      this.#missing.length === 0 ? '' : `; ${this.#missing.length} of ${physicalVolumes.length} are missing`;
    if (this.#failure !== undefined) return `${member}, which cannot be opened: ${this.#failure}${lacking}`;
    if (!this.#opened) return `${member}, which waits for the others`;
    if (logicalVolumes.length === 0) return `${member}, which has no logical volumes${lacking}`;
    const { closed } = this.#opened;
    return `${member}, open${closed.length === 0 ? '' : ` but for ${closed.join(', ')}`}${lacking}`;
  }
}
