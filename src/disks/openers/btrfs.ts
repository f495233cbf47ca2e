// btrfs: a filesystem on one device or several, of which subvolumes are volumes of their own.
// https://btrfs.readthedocs.io/en/latest/ch-volume-management-intro.html

import type { BlockDevice } from '../../entry/block-device.ts';
import { DirectoryVolume } from '../directory-volume.ts';
import { identityOf } from '../identity.ts';
import { mountQuietly } from '../mount-quietly.ts';
import type { Member, Opener, Outcome, Workshop } from '../opener.ts';
import { type BtrfsVolumes, btrfsVolumes, maxSnapshots, type Snapshots } from './btrfs-volumes.ts';

/** How long a device that is missing is waited for when all others have been looked at, in milliseconds. */
const patience = 3000;

/** One filesystem, by its UUID. */
interface Filesystem {
  /** One for each number of a device, in the order of the numbers. */
  members: readonly Member[];
  /** Devices that say of themselves what a member says. */
  copies: readonly Member[];
  mounted?: Mounted;
  /** What has been tried with these members and did not work. */
  failure?: string;
  /** Ends the wait for what is missing. */
  timer?: NodeJS.Timeout;
  /** One thing at a time. */
  turn: Promise<unknown>;
}

interface Mounted {
  /** Name of the device that the volumes are shown on. */
  readonly holder: string;
  readonly verdict: string;
  readonly found: BtrfsVolumes;
  /** Its snapshots, and what became of the other devices, have been told. */
  told: boolean;
}

const noSnapshots: Snapshots = { volumes: [], more: false };

export class Btrfs implements Opener {
  readonly #workshop: Workshop;
  readonly #filesystems = new Map<string, Filesystem>();
  #closed = false;

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
    workshop.onClose(async () => {
      this.#closed = true;
      for (const { timer } of this.#filesystems.values()) clearTimeout(timer);
    });
  }

  open(member: Member): Promise<Outcome> {
    const { uuid = '' } = member.facts;
    const filesystem = this.#filesystems.get(uuid) ?? { members: [], copies: [], turn: Promise.resolve() };
    this.#filesystems.set(uuid, filesystem);
    return this.#inTurn(filesystem, () => this.#take(filesystem, member));
  }

  async forget({ name }: BlockDevice): Promise<void> {
    for (const filesystem of this.#filesystems.values())
      await this.#inTurn(filesystem, async () => {
        const gone = [...filesystem.members, ...filesystem.copies].find(({ device }) => device.name === name);
        if (!gone) return;
        const copy =
          filesystem.members.includes(gone) && filesystem.copies.find((other) => numberOf(other) === numberOf(gone));
        const stays = (other: Member): boolean => other.device.name !== name;
        filesystem.members = inOrder([...filesystem.members.filter(stays), ...(copy ? [copy] : [])]);
        filesystem.copies = filesystem.copies.filter((other) => stays(other) && other !== copy);
        if (filesystem.mounted?.holder === name) delete filesystem.mounted;
        delete filesystem.failure;
        if (!filesystem.mounted) this.#wait(filesystem);
      });
  }

  async settled(): Promise<void> {
    for (const filesystem of this.#filesystems.values())
      await this.#inTurn(filesystem, async () => {
        if (filesystem.mounted) await this.#tell(filesystem, filesystem.mounted);
        else this.#wait(filesystem);
      });
  }

  async #take(filesystem: Filesystem, member: Member): Promise<Outcome> {
    const { device } = member;
    const rival = filesystem.members.find((other) => numberOf(other) === numberOf(member));
    if (rival) {
      filesystem.copies = [...filesystem.copies, member];
      return { verdict: copyVerdict(member, rival) };
    }
    filesystem.members = inOrder([...filesystem.members, member]);
    delete filesystem.failure;
    if (filesystem.mounted) {
      return { verdict: `btrfs, ${ordinal(filesystem)}, which was mounted without it before it was there` };
    }
    if (filesystem.members.length < countOf(filesystem)) return { verdict: incomplete(filesystem) };
    clearTimeout(filesystem.timer);
    try {
      return await this.#mount(filesystem, device.name);
    } catch (failure) {
      const { message } = failure as Error;
      filesystem.failure = message;
      const verdict = `btrfs, ${ordinal(filesystem)} that cannot be mounted: ${message}`;
      for (const other of filesystem.members)
        if (other !== member) this.#workshop.report(other.device.name, { verdict });
      throw failure;
    }
  }

  /** Raises MountError, or what the image lacks. */
  async #mount(filesystem: Filesystem, holder: string): Promise<Outcome> {
    const [first, ...others] = filesystem.members;
    if (!first) return { verdict: 'btrfs' };
    const missing = countOf(filesystem) - filesystem.members.length;
    const { directory, how } = await mountQuietly(first.device, 'btrfs', this.#workshop, {
      data: missing > 0 ? 'subvolid=5,degraded' : 'subvolid=5',
      others: others.map(({ device }) => device),
      unreplayed: filesystem.members.some(({ facts }) => facts.unreplayed),
    });
    const identity = identityOf(first);
    const found = await btrfsVolumes(directory, identity).catch((failure: Error): BtrfsVolumes => {
      this.#workshop.journal.warning(`The subvolumes on ${first.device.node} are not known: ${failure.message}`);
      return { volumes: [new DirectoryVolume(directory, identity)], snapshots: async () => noSnapshots };
    });
    const count = countOf(filesystem);
    const on = count === 1 ? '' : missing === 0 ? ` with its ${count} devices` : '';
    const there = `${count - missing} of its ${count} devices ${count - missing === 1 ? 'is' : 'are'} there`;
    const lack = missing > 0 ? `, degraded: ${there}` : '';
    const verdict = `btrfs, ${how}${on}${lack}`;
    filesystem.mounted = { holder, verdict, found, told: false };
    return { verdict, volumes: found.volumes };
  }

  /** Says what was not worth a wait: the snapshots, and of the other devices that the filesystem is mounted. */
  async #tell(filesystem: Filesystem, mounted: Mounted): Promise<void> {
    if (mounted.told) return;
    mounted.told = true;
    const { holder, verdict, found } = mounted;
    for (const { device } of filesystem.members)
      if (device.name !== holder)
        this.#workshop.report(device.name, { verdict: `btrfs, ${ordinal(filesystem)}, mounted with /dev/${holder}` });
    const { journal } = this.#workshop;
    const { volumes, more } = await found.snapshots().catch((failure: Error) => {
      journal.warning(`The snapshots on /dev/${holder} are not known: ${failure.message}`);
      return noSnapshots;
    });
    if (volumes.length === 0) return;
    if (more)
      journal.info(`/dev/${holder} has more snapshots than are shown: the ${maxSnapshots} newest are on the menu`);
    const count = volumes.length === 1 ? 'a snapshot' : `${volumes.length} snapshots`;
    this.#workshop.report(holder, { verdict: `${verdict}, ${count}`, volumes: [...found.volumes, ...volumes] });
  }

  /** Gives what is missing its last chance to appear. */
  #wait(filesystem: Filesystem): void {
    clearTimeout(filesystem.timer);
    if (this.#closed || filesystem.members.length === 0 || filesystem.failure !== undefined) return;
    filesystem.timer = setTimeout(() => void this.#inTurn(filesystem, () => this.#mountAnyway(filesystem)), patience);
    filesystem.timer.unref();
  }

  async #mountAnyway(filesystem: Filesystem): Promise<void> {
    const [first] = filesystem.members;
    if (this.#closed || filesystem.mounted || !first) return;
    const { name } = first.device;
    try {
      this.#workshop.report(name, await this.#mount(filesystem, name));
    } catch (failure) {
      const { message } = failure as Error;
      filesystem.failure = message;
      const isMissing = filesystem.members.length < countOf(filesystem);
      if (isMissing) this.#workshop.journal.info(message);
      const why = isMissing ? ', too few to read it: connect the others' : `, but ${message}`;
      for (const { device } of filesystem.members)
        this.#workshop.report(device.name, { verdict: incomplete(filesystem) + why });
    }
    if (filesystem.mounted) await this.#tell(filesystem, filesystem.mounted);
  }

  #inTurn<T>(filesystem: Filesystem, action: () => Promise<T>): Promise<T> {
    const result = filesystem.turn.then(action);
    filesystem.turn = result.catch(() => {});
    return result;
  }
}

function numberOf({ facts }: Member): number {
  return facts.deviceNumber ?? 1;
}

function inOrder(members: readonly Member[]): Member[] {
  return [...members].sort((a, b) => numberOf(a) - numberOf(b));
}

function countOf({ members }: Filesystem): number {
  return Math.max(1, ...members.map(({ facts }) => facts.deviceCount ?? 1));
}

function ordinal(filesystem: Filesystem): string {
  return `one of the ${countOf(filesystem)} devices of a filesystem`;
}

function incomplete(filesystem: Filesystem): string {
  const { length } = filesystem.members;
  return `btrfs, of which ${length} of ${countOf(filesystem)} devices ${length === 1 ? 'is' : 'are'} there`;
}

function copyVerdict({ facts }: Member, { device }: Member): string {
  const which = `btrfs, left alone: it is a copy of ${device.node}, with the same UUID ${facts.uuid}`;
  return `${which}; disconnect one of them, or give one a new UUID with btrfstune -u`;
}
