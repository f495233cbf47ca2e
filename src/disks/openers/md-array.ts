// One software RAID: its members as they come, and how it is started.

import type { BlockDevice } from '../../entry/block-device.ts';
import { runTool } from '../../linux/tool.ts';
import type { Outcome, Workshop } from '../opener.ts';
import { clauseOf } from './clause.ts';
import { Copies } from './copies.ts';
import { freeName, stop } from './md-device.ts';
import { journalPlace, type MdSuperblock } from './md-superblock.ts';
import { dispensable, membersText, nameOf, needsText } from './md-text.ts';
import { Turn } from './turn.ts';

/** How long a member that is missing is waited for after the last one that came, in milliseconds. */
const patience = 3000;
/** The same where other devices are still being looked at. */
const longPatience = 30_000;

/** Levels whose data cannot be had for certain when a member is missing and not everything had reached the others. */
const parityLevels = new Set([4, 5, 6]);

export interface MdMember {
  readonly device: BlockDevice;
  readonly superblock: MdSuperblock;
}

interface Started {
  /** `md127` */
  readonly name: string;
  readonly members: readonly MdMember[];
  readonly missing: readonly number[];
}

export class MdArray {
  readonly turn = new Turn();
  readonly #workshop: Workshop;
  #members: readonly MdMember[] = [];
  readonly #copies: Copies;
  #started: Started | undefined;
  #failure: string | undefined;
  #last = 0;

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
    this.#copies = new Copies(workshop);
  }

  /** Takes a member in, and starts the array when that is the last one it needs. */
  async add(member: MdMember): Promise<Outcome> {
    this.#members = [...this.#members, member];
    this.#last = performance.now();
    this.#failure = undefined;
    if (!this.#started && this.#missing().length > 0) this.turn.later(longPatience, () => this.#startAnyway());
    else if (!this.#started) {
      await this.#start();
      this.#tell(member);
    }
    return { verdict: this.#verdict(member) };
  }

  /** The device `name` has gone. An array that has been started goes on without it as far as its level allows. */
  async remove(name: string): Promise<void> {
    const gone = this.#members.find(({ device }) => device.name === name);
    if (!gone) return;
    this.#members = this.#members.filter((member) => member !== gone);
    const started = this.#started;
    const { place } = gone.superblock;
    if (!started?.members.includes(gone) || place === undefined) return;
    this.#workshop.journal.warning(`${started.name} has lost its member ${name}.`);
    if (this.#members.length === 0) return this.#lose(started.name);
    const members = started.members.filter((member) => member !== gone);
    this.#started = { ...started, members, missing: [...started.missing, place].sort((a, b) => a - b) };
    this.#tell();
  }

  /** The last member has gone: when they come back, the array is started anew. */
  async #lose(name: string): Promise<void> {
    await this.#workshop.lose(name);
    await this.#close();
    await this.#copies.dropAll();
  }

  /** Everything that is there has been looked at. */
  settled(): void {
    if (this.#started || this.#failure !== undefined || this.#members.length === 0) return;
    this.turn.later(Math.max(0, this.#last + patience - performance.now()), () => this.#startAnyway());
  }

  get #newest(): MdSuperblock {
    const superblocks = this.#members.map(({ superblock }) => superblock);
    return superblocks.reduce((newest, one) => (one.events > newest.events ? one : newest));
  }

  /** The newest member for each place; the kernel takes one that is one event behind the others, too. */
  #usable(): MdMember[] {
    const { active, events } = this.#newest;
    const fresh = this.#members.filter(({ superblock }) => superblock.events + 1 >= events);
    fresh.sort((a, b) => b.superblock.events - a.superblock.events);
    const inPlace = (place: number) => fresh.find(({ superblock }) => superblock.place === place);
    return active.map(inPlace).filter((member) => member !== undefined);
  }

  /** The places whose members took part until now and are not there. */
  #missing(): number[] {
    const there = new Set(this.#usable().map(({ superblock }) => superblock.place));
    const { active, size } = this.#newest;
    const wanted = active.length > 0 ? active : Array.from({ length: size }, (_, place) => place);
    return wanted.filter((place) => !there.has(place)).sort((a, b) => a - b);
  }

  /** The wait for what is missing has ended. */
  async #startAnyway(): Promise<void> {
    if (this.#started || this.#members.length === 0) return;
    await this.#start();
    const { journal } = this.#workshop;
    const missing = membersText(this.#missing());
    const what = nameOf(this.#newest);
    if (this.#started) journal.warning(`The ${what} was opened without its ${missing}.`);
    else journal.warning(`The ${what} cannot be opened without its ${missing}: ${this.#failure}.`);
    this.#tell();
  }

  async #start(): Promise<void> {
    const members = this.#usable();
    const missing = this.#missing();
    const { level, size, clean, writes } = this.#newest;
    const { drivers } = this.#workshop;
    // What is lost by that is lost already; and it changes the superblocks, so that it is done on copies.
    const force = missing.length > 0 && !clean && parityLevels.has(level);
    try {
      const data = members.filter(({ superblock }) => superblock.place !== journalPlace);
      if (size - data.length > dispensable(level, size)) throw new Error(needsText(level, size));
      await drivers.loadFor(`md-level-${level}`);
      const copied = force || writes;
      const nodes = await Promise.all(
        members.map(({ device }) => (copied ? this.#copies.nodeFor(device) : device.node)),
      );
      const name = freeName();
      const how = ['--assemble', '--readonly', '--run', ...(force ? ['--force'] : [])];
      await runTool('mdadm', [...how, `/dev/${name}`, ...nodes]).catch(async (failure) => {
        await stop(name).catch(() => {});
        throw failure;
      });
      this.#workshop.onClose(() => this.#close());
      this.#started = { name, members, missing };
      this.turn.endWait();
    } catch (failure) {
      this.#failure = clauseOf(failure);
    }
  }

  async #close(): Promise<void> {
    const name = this.#started?.name;
    this.#started = undefined;
    if (name !== undefined) await stop(name);
  }

  #tell(except?: MdMember): void {
    for (const member of this.#members) {
      if (member !== except) this.#workshop.report(member.device.name, { verdict: this.#verdict(member) });
    }
  }

  #verdict(member: MdMember): string {
    const { superblock } = member;
    const what = nameOf(this.#newest);
    if (superblock.place === undefined) return `a spare of the ${what}`;
    const started = this.#started;
    const usable = (started?.members ?? this.#usable()).includes(member);
    if (!usable) {
      if (superblock.events + 1 < this.#newest.events) return `out of date in the ${what}, left alone`;
      if (started?.missing.includes(superblock.place))
        return `member ${superblock.place} of the ${what}, left alone because ${started.name} had been opened without it`;
      return `a copy of another member of the ${what}, left alone`;
    }
    const place = `member ${superblock.place} of the ${what}`;
    const missing = started?.missing ?? this.#missing();
    const lacking = missing.length === 0 ? '' : `${membersText(missing)} missing`;
    const lost = (started?.members.length ?? 0) < superblock.size ? 'degraded as it was before' : '';
    if (started) return `${place}, open as ${[started.name, lacking || lost].filter(Boolean).join('; ')}`;
    if (this.#failure !== undefined)
      return `${place}, which cannot be opened${lacking && ` (${lacking})`}: ${this.#failure}`;
    return `${place}, which waits for the others`;
  }
}
