// What the network offers, on the menu: when a key asks for it, and by itself where the settings say so.

import type { Messages } from './console/messages/en.ts';
import type { Entry } from './entry/entry.ts';
import type { Reading } from './entry/reading.ts';
import { shown } from './entry/shown.ts';
import type { Volume } from './entry/volume.ts';
import { runningMachine } from './linux/machine.ts';
import type { Located } from './network/located.ts';
import { NetworkError } from './network/network-error.ts';
import type { Networking, Offered } from './networking.ts';

/** How long disks that appear late have before `auto` asks the network, in milliseconds. */
const patience = 3000;
/** How long it takes until the network is asked again, in seconds: twice as long each time. */
const pauses = { first: 5, longest: 60 } as const;
/** The longest that a DHCP server can ask for in place of that, in seconds. */
const longestAskedFor = 3600;

export interface Actions {
  status(text: string): void;
  notice(text: string): void;
  surprised(failure: unknown): void;
  messages(): Messages;
  /** The setting `network`, as it is then. */
  wish(): 'auto' | 'on' | 'off' | undefined;
  /** Whether the settings name what is to be booted from there. */
  named(): boolean;
  volumes(): readonly Volume[];
  /** Puts the entries of a configuration on the menu. */
  add(reading: Reading): void;
  /** Has somebody say what is to be done with the file at a URL. */
  enter(url: string): Promise<void>;
  /** What was tried in vain may be tried again. */
  renew(): void;
  /** The network has answered for the first time, or has not: what waited for that goes on. */
  answered(): void;
}

/** What is known of the disks. */
export interface Known {
  /** Everything that has appeared has been looked at. */
  readonly settled: boolean;
  readonly bootable: boolean;
  /** There are disks that somebody may open. */
  readonly locked: boolean;
}

export class ByNetwork {
  readonly #networking: Networking;
  readonly #actions: Actions;
  #known: Known = { settled: false, bootable: false, locked: false };
  #attended = false;
  #searching = false;
  #asked = false;
  #answered = false;
  /** It has offered something of which it is not known yet whether that boots. */
  #offered = false;
  /** Nothing of what is there could be booted. */
  #stranded = false;
  #pause: number = pauses.first;
  #timer: NodeJS.Timeout | undefined;
  #said = '';

  constructor(networking: Networking, actions: Actions) {
    this.#networking = networking;
    this.#actions = actions;
  }

  /** Whether nothing is to boot by itself yet, because the settings name something on the network. */
  get pending(): boolean {
    return !this.#answered && !this.#attended && this.#actions.named() && this.#actions.wish() === 'on';
  }

  /** Puts on the menu what the network offers, or says why that is nothing. */
  async byKey(): Promise<void> {
    try {
      await this.#networking.find((found) => this.#offer(found));
    } catch (failure) {
      if (!(failure instanceof NetworkError)) throw failure;
      this.#actions.notice(failure.message);
      this.#actions.status(this.#actions.messages().chooseAnother);
    }
  }

  /** Begins to ask the network by itself, when what is known of the disks says so. */
  update(known: Known): void {
    this.#known = known;
    const wish = this.#actions.wish();
    const wanted = wish === 'auto' && known.settled && !known.bootable && !known.locked;
    if (wish === 'on' && !this.#asked) this.#searchIn(0);
    else if (wanted && !this.#asked) this.#timer ??= setTimeout(() => void this.#search(), patience);
    else if (!this.#asked) this.#cancel();
    if (!this.#offered || !known.settled) return;
    this.#offered = false;
    // A server that has nothing for this machine today, or sends it to its empty disk, may think otherwise later.
    if (!known.bootable && !this.#attended) this.#searchIn(this.#next());
  }

  /** Everything that can be booted has been tried in vain. Returns whether the network is asked, anew or again. */
  exhausted(): boolean {
    const wish = this.#actions.wish();
    if (this.#attended || (wish !== 'auto' && wish !== 'on')) return false;
    this.#stranded = true;
    this.#searchIn(this.#asked ? this.#next() : 0);
    return true;
  }

  /** Somebody is there: nothing is asked by itself any more. */
  attend(): void {
    this.#attended = true;
    this.#cancel();
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #searchIn(seconds: number): void {
    this.#cancel();
    this.#asked = true;
    if (seconds > 0) this.#actions.status(this.#actions.messages().networkAgain(seconds));
    this.#timer = setTimeout(() => void this.#search(), seconds * 1000);
  }

  /** Seconds until the next time. */
  #next(): number {
    // PXELINUX restarts the machine then, so that the network is asked again.
    const askedFor = this.#networking.rebootTime;
    if (askedFor !== undefined) return Math.min(askedFor, longestAskedFor);
    const pause = this.#pause;
    this.#pause = Math.min(2 * pause, pauses.longest);
    return pause;
  }

  /** Asks the network until it offers something, or somebody is there. Never throws. */
  async #search(): Promise<void> {
    if (this.#searching || this.#attended) return;
    this.#searching = true;
    this.#asked = true;
    try {
      await this.#networking.find(async (found) => {
        const reading = 'reading' in found ? found.reading : await this.#readingOf(found.file, found.cmdline);
        if (reading.entries.length === 0)
          throw new NetworkError(`${reading.volume}${reading.config} names nothing to boot.`);
        this.#stranded = false;
        this.#answered = true;
        this.#offered = true;
        this.#actions.renew();
        this.#add(this.#actions.named() ? { ...reading, wanted: true } : reading);
      });
    } catch (failure) {
      if (!(failure instanceof NetworkError)) this.#actions.surprised(failure);
      else if (failure.message !== this.#said) this.#actions.notice(failure.message);
      this.#said = failure instanceof Error ? failure.message : '';
      if (!this.#attended && (this.#stranded || !this.#known.bootable)) this.#searchIn(this.#next());
      this.#goOn();
    } finally {
      this.#searching = false;
    }
  }

  #goOn(): void {
    const first = !this.#answered;
    this.#answered = true;
    if (first) this.#actions.answered();
  }

  async #offer(found: Offered): Promise<void> {
    if ('reading' in found) return this.#add(found.reading);
    const { volume, path } = found.file;
    await this.#actions.enter(`${volume.identity.id}${path}`);
  }

  #add(reading: Reading): void {
    this.#actions.add(reading);
    this.#actions.status(this.#actions.messages().entriesOn(reading.entries.length, 1));
  }

  /**
   * What lies there, as if somebody had entered it; a kernel boots as it is, and on this one's consoles where the server
   * has no cmdline for it. Raises NetworkError.
   */
  async #readingOf({ volume, path }: Located, given?: string): Promise<Reading> {
    const url = `${volume.identity.id}${path}`;
    const networking = this.#networking;
    const { lookAt } = await import('./editing/entered.ts');
    const locate = (wanted: string) => networking.reach(wanted);
    const imageAt = (wanted: string) => networking.image(wanted);
    const machine = runningMachine();
    const cmdline = given ?? machine.consoles.join(' ');
    const found = await lookAt(url, { url }, this.#actions.volumes(), machine, locate, imageAt);
    if ('reading' in found) return withDefault(found.reading);
    if ('entry' in found) return readingOf({ ...found.entry, ...(found.kind === 'kernel' ? { cmdline } : {}) });
    throw new NetworkError(`${shown(url)} cannot be booted${'reason' in found ? `: ${found.reason}` : '.'}`);
  }
}

/** A server that names a disc image, of whose entries none is a default, means the first that boots. */
function withDefault(reading: Reading): Reading {
  const { entries } = reading;
  const first = entries.some((entry) => entry.default) ? undefined : entries.find(({ kernel }) => kernel);
  return first
    ? { ...reading, entries: entries.map((one) => (one === first ? { ...one, default: true } : one)) }
    : reading;
}

function readingOf(entry: Entry): Reading {
  const { volume, config } = entry;
  return { volume, config, entries: [{ ...entry, default: true }], diagnostics: [] };
}
