// What PID 1 has to do with a UEFI firmware, where there is one: what it is asked, what it is told, what it is to start.

import { existsSync } from 'node:fs';
import type { Disks } from './disks/disks.ts';
import type { Entry } from './entry/entry.ts';
import type { Reading } from './entry/reading.ts';
import type { Firmware } from './firmware/firmware.ts';
import type { Journal } from './journal.ts';
import { LoadError } from './kexec/load-error.ts';
import type { EfiVariables } from './linux/efi-variables.ts';
import type { LoaderWishes } from './policy/plan.ts';

/** Made by the kernel where the firmware's variables can be had. */
const efivars = '/sys/firmware/efi/efivars';

export class ByFirmware {
  readonly #disks: Pick<Disks, 'volumes' | 'drivers'>;
  readonly #journal: Journal;
  readonly #readonly: () => boolean;
  #firmware: Firmware | undefined;
  #busy = existsSync(efivars);
  #entries: readonly Entry[] = [];
  #searching = true;

  /**
   * Begins to ask the firmware.
   * @param readonly whether nothing may be written to it
   * @param onChange is called when it has answered
   */
  constructor(
    disks: Pick<Disks, 'volumes' | 'drivers'>,
    journal: Journal,
    readonly: () => boolean,
    onChange: () => void,
  ) {
    this.#disks = disks;
    this.#journal = journal;
    this.#readonly = readonly;
    if (this.#busy) void this.#open().then(onChange);
  }

  /** Whether the firmware has still to say what is wished for. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Undefined where there is no UEFI, or it has not answered yet. */
  get variables(): EfiVariables | undefined {
    return this.#firmware?.variables;
  }

  /**
   * The readings, with what the firmware can start beside them.
   * @param searching whether there may be more of them in a moment: what the firmware has is nothing to begin with
   */
  withMenu(readings: readonly Reading[], searching: boolean): readonly Reading[] {
    this.#searching = searching;
    const isEarly = searching && readings.length === 0;
    const menu = isEarly ? undefined : this.#firmware?.menu(readings, this.#disks.volumes);
    const all = menu ? [...readings, menu] : readings;
    this.#entries = all.flatMap(({ entries }) => entries);
    return all;
  }

  /** What systemd's tools have asked for, of the entries of the last readings; undefined where there is no UEFI. */
  wishes(): LoaderWishes | undefined {
    if (!this.#firmware) return undefined;
    const { remarks, ...entries } = this.#firmware.choose(this.#entries, this.#disks.volumes);
    // What is missed may be on a disk that is still being read.
    if (!this.#searching) for (const remark of remarks) this.#journal.info(remark);
    const { timeout, timeoutOneShot } = this.#firmware.wishes;
    const shown = timeoutOneShot ?? timeout;
    return { ...entries, ...(shown ? { timeout: shown } : {}) };
  }

  /**
   * Tells the system that is about to start what started it. Never throws.
   * @param counter where the entry's boot counter lies now, from the root of its partition
   */
  async tell(entry: Entry, counter?: string): Promise<void> {
    if (!this.#readonly()) await this.#firmware?.tell(entry, this.#entries, this.#disks.volumes, counter);
  }

  /**
   * Has the firmware start the entry at the next restart. Raises LoadError.
   * @param attended whether somebody asked for it
   */
  arrange(entry: Entry, attended: boolean): Promise<void> {
    return this.#asked((firmware) => firmware.bootOnce(entry, this.#disks.volumes, attended));
  }

  /** Whether there is a UEFI that has answered. */
  get isThere(): boolean {
    return this.#firmware !== undefined;
  }

  /** Makes the entry the default of systemd-boot and baton. Raises LoadError. */
  setDefault(entry: Entry): Promise<void> {
    return this.#asked((firmware) => firmware.setDefault(entry, this.#entries, this.#disks.volumes));
  }

  /** Sets how long the menu is shown, in seconds, for both of them; -1 until a key is pressed. Raises LoadError. */
  setTimeout(seconds: number): Promise<void> {
    return this.#asked((firmware) => firmware.setTimeout(seconds));
  }

  /** Has the firmware show its setup at the next restart. Raises LoadError. */
  arrangeSetup(): Promise<void> {
    return this.#asked((firmware) => firmware.requestSetup());
  }

  async #asked(use: (firmware: Firmware) => Promise<void>): Promise<void> {
    const firmware = this.#writable();
    try {
      await use(firmware);
    } catch (failure) {
      throw new LoadError(`${messageOf(failure)}.`, { cause: failure });
    }
  }

  #writable(): Firmware {
    if (this.#busy) throw new LoadError('the firmware has not answered yet. Try again in a moment.');
    if (!this.#firmware) throw new LoadError('this machine has no UEFI firmware that could be asked for it.');
    if (this.#readonly()) throw new LoadError('nothing may be written, not even to the firmware (baton.readonly).');
    return this.#firmware;
  }

  async #open(): Promise<void> {
    const { Firmware: Opened } = await import('./firmware/firmware.ts');
    const name = (driver: string) => this.#disks.drivers.load(driver);
    this.#firmware = await this.#journal.span('the firmware has been asked', () => Opened.open(name, this.#journal));
    this.#busy = false;
    if (this.#readonly()) return;
    await this.#firmware?.tidy().catch((failure) => this.#journal.warning(`${messageOf(failure)}.`));
  }
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
