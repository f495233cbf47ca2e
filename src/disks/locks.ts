// What needs a key before anybody can see what is on it, and the keys that have opened something.

import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockDevice } from '../entry/block-device.ts';
import type { Identity } from '../entry/volume.ts';
import type { Journal } from '../journal.ts';
import { compareNames } from './compare-names.ts';

/** A file that opens a LUKS device, or is its header. Devices and volumes in the words of fstab(5). */
interface LuksFile {
  /** Undefined: any. */
  readonly device?: string;
  /** Undefined: any that has it; of a header, that `path` is a device. */
  readonly volume?: string;
  readonly path: string;
}

/** What is wished for LUKS devices; see the settings. */
export interface LockWishes {
  readonly keys: readonly LuksFile[];
  readonly headers: readonly (LuksFile & { readonly device: string })[];
  /** Whether keys are kept for the next system. */
  readonly handover: boolean;
}

export const noWishes: LockWishes = { keys: [], headers: [], handover: false };

export interface Lock {
  readonly device: BlockDevice;
  /** For people: `LUKS2, label root`. */
  readonly what: string;
  /** What tells the device from others; its UUID is always there. */
  readonly identity: Identity & { readonly uuid: string };
  /** Whether its header lies elsewhere. */
  readonly detached: boolean;
  /**
   * Opens it with `key`, which is not kept. False when that is not its key; raises an error with a sentence when the
   * key cannot be tried.
   */
  open(key: Uint8Array): Promise<boolean>;
}

export interface Opened {
  readonly lock: Lock;
  readonly key: Uint8Array;
}

/** How long an attempt that is under way may hold up the end, in milliseconds. */
const patience = 5000;

export class Locks {
  readonly wishes: LockWishes;
  readonly #journal: Journal;
  readonly #onChange: () => void;
  readonly #waiting = new Map<string, Lock>();
  readonly #opened = new Map<string, Opened>();
  /** One key is tried at a time: each try may need a large part of the memory. */
  #turn: Promise<unknown> = Promise.resolve();
  #round = 0;
  #steps = 0;
  #ended = false;

  /** `onChange` is called when {@link waiting} has changed, and when {@link busy} has ended. */
  constructor(wishes: LockWishes, journal: Journal, onChange: () => void) {
    this.wishes = wishes;
    this.#journal = journal;
    this.#onChange = onChange;
  }

  /** What is locked, in the order of the devices' names, whichever was quicker. */
  get waiting(): readonly Lock[] {
    return [...this.#waiting.values()].sort((a, b) => compareNames(a.device.name, b.device.name));
  }

  /** Whether keys are being looked for or tried, so that nobody needs to be asked yet. */
  get busy(): boolean {
    return this.#steps > 0;
  }

  /** Runs a step that may find or try a key. */
  async during<T>(step: () => Promise<T>): Promise<T> {
    this.#steps++;
    try {
      return await step();
    } finally {
      this.#steps--;
      if (!this.busy) this.#onChange();
    }
  }

  /** What was opened, with its key, where keys are kept for the next system. */
  get opened(): readonly Opened[] {
    return [...this.#opened.values()];
  }

  add(lock: Lock): void {
    this.#waiting.set(lock.device.name, lock);
    this.#onChange();
  }

  /** The device has gone. */
  remove(name: string): void {
    this.#opened.get(name)?.key.fill(0);
    this.#opened.delete(name);
    if (this.#waiting.delete(name)) this.#onChange();
  }

  /**
   * Tries `key`. True when the lock is not there any more afterwards, because this or another key has opened it.
   * Raises an error with a sentence when the key cannot be tried.
   */
  async open(lock: Lock, key: Uint8Array): Promise<boolean> {
    const { name } = lock.device;
    const attempt = this.#turn.then(async () => {
      if (this.#ended) return false;
      if (this.#waiting.get(name) !== lock) return true;
      if (!(await lock.open(key))) return false;
      if (this.wishes.handover) this.#opened.set(name, { lock, key: copyOf(key) });
      this.#waiting.delete(name);
      this.#onChange();
      return true;
    });
    this.#turn = attempt.catch(() => {});
    return this.during(() => attempt);
  }

  /**
   * Tries what somebody has typed for `lock`; see {@link open}. Then, since people use one passphrase for several
   * disks, it is tried on all others without a word, until something else is typed. `key` may be wiped afterwards.
   */
  async offer(lock: Lock, key: Uint8Array): Promise<boolean> {
    const round = ++this.#round;
    const others = this.waiting.filter((other) => other !== lock);
    const copy = copyOf(others.length > 0 ? key : new Uint8Array());
    const opened = this.open(lock, key);
    void this.#offerToOthers(opened, others, copy, round);
    return opened;
  }

  async #offerToOthers(
    first: Promise<boolean>,
    others: readonly Lock[],
    key: Uint8Array,
    round: number,
  ): Promise<void> {
    await first.catch(() => {});
    for (const other of others) {
      if (this.#round !== round) break;
      try {
        const opened = await this.open(other, key);
        if (!opened) this.#journal.debug(`${other.device.node} has another passphrase`);
      } catch (failure) {
        this.#journal.warning(failure instanceof Error ? failure.message : String(failure));
      }
    }
    key.fill(0);
  }

  /** Wipes all keys and tries no more. Resolves when no attempt is under way, or after a bound. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#round++;
    for (const { key } of this.#opened.values()) key.fill(0);
    this.#opened.clear();
    await Promise.race([this.#turn, sleep(patience, undefined, { ref: false })]);
  }

  /** For a new start after {@link end}. */
  reset(): void {
    this.#waiting.clear();
    this.#ended = false;
  }
}

/** Small arrays lie where the garbage collector moves them and leaves copies behind, unless they are made like this. */
function copyOf(key: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new ArrayBuffer(key.length));
  copy.set(key);
  return copy;
}
