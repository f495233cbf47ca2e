// What is known of the boots before this one, and what is written down of this one.

import type { ByFirmware } from './by-firmware.ts';
import { deviceKind } from './disks/device-kind.ts';
import type { Disks } from './disks/disks.ts';
import type { Entry } from './entry/entry.ts';
import type { Reading } from './entry/reading.ts';
import type { Journal } from './journal.ts';
import { runningMachine } from './linux/machine.ts';
import { isForFirmware } from './policy/bootable.ts';
import { withPanic } from './policy/panic.ts';
import type { Wishes } from './policy/plan.ts';
import type { Settings } from './settings/settings.ts';

export class Bookkeeper {
  readonly #disks: Pick<Disks, 'volumes'>;
  readonly #settings: Settings;
  readonly #firmware: ByFirmware;
  readonly #journal: Journal;
  readonly #readings: () => readonly Reading[];

  /** @param readings the configurations as they were read last */
  constructor(
    disks: Pick<Disks, 'volumes'>,
    settings: Settings,
    firmware: ByFirmware,
    journal: Journal,
    readings: () => readonly Reading[],
  ) {
    this.#disks = disks;
    this.#settings = settings;
    this.#firmware = firmware;
    this.#journal = journal;
    this.#readings = readings;
  }

  /** What the plan has to know beside the configurations. Never throws. */
  async wishes(): Promise<Wishes> {
    const loader = this.#firmware.wishes();
    const wishes = { ...this.#settings, ...(loader ? { loader } : {}), kindOf: deviceKind };
    // Nobody who counts nothing waits for the code that does.
    if (this.#settings.tries === 0) return wishes;
    const { readBooks } = await import('./bookkeeping/ledger.ts');
    const trials = await readBooks(this.#books());
    const volumes = this.#disks.volumes.map(({ identity }) => identity);
    return { ...wishes, volumes, ...(trials ? { trials } : {}) };
  }

  /** Whether it is counted how often the entry is started. */
  counts(entry: Entry): boolean {
    // What the firmware starts does not know of baton, and would never report itself good.
    if (this.#settings.readonly || isForFirmware(entry)) return false;
    return this.#settings.tries > 0 || (entry.tries?.left ?? 0) > 0;
  }

  /** The entry as it is to be loaded. */
  prepared(entry: Entry): Entry {
    return this.counts(entry) ? withPanic(entry) : entry;
  }

  /**
   * Writes down that the entry, as the configurations have it, is about to be started. Never throws.
   * @param notice is told what was not written and makes a difference to the next boot
   * @returns where the entry's boot counter lies now, from the root of its volume
   */
  async write(entry: Entry, notice: (text: string) => void): Promise<string | undefined> {
    if (!this.counts(entry) && !entry.changes && !entry.tries) return undefined;
    const { writeBooks } = await import('./bookkeeping/ledger.ts');
    const writing = () => writeBooks(entry, this.#books());
    const { counter, remarks, asides } = await this.#journal.span('the start was written down', writing);
    for (const remark of remarks) notice(remark);
    for (const aside of asides) this.#journal.info(aside);
    return counter;
  }

  /**
   * Makes the entry the default of its own boot loader. Raises Refusal, or LoadError of the firmware.
   * @returns a sentence about it
   */
  async makeDefault(entry: Entry): Promise<string> {
    await this.#requireWriting();
    const { makeDefault } = await import('./bookkeeping/native-default.ts');
    return makeDefault(entry, {
      readings: this.#readings(),
      volumes: this.#disks.volumes,
      machine: runningMachine(),
      setLoaderDefault: this.#firmware.isThere ? (chosen) => this.#firmware.setDefault(chosen) : undefined,
    });
  }

  /**
   * Sets the countdown of the boot loader of the default entry, in seconds; -1 waits for a key. Raises as makeDefault.
   * @returns a sentence about it
   */
  async saveTimeout(seconds: number, entry: Entry | undefined): Promise<string> {
    await this.#requireWriting();
    const { timeoutRefusal } = await import('./bookkeeping/native-default.ts');
    const refusal = timeoutRefusal(entry, this.#firmware.isThere);
    if (refusal !== undefined) throw await asRefusal(refusal);
    await this.#firmware.setTimeout(seconds);
    return `The countdown is ${seconds < 0 ? 'none' : `${seconds} s`} from now on (LoaderConfigTimeout).`;
  }

  async #requireWriting(): Promise<void> {
    if (this.#settings.readonly) throw await asRefusal('Nothing may be written (baton.readonly).');
  }

  #books() {
    const { tries, grace, readonly } = this.#settings;
    const { variables } = this.#firmware;
    return { rules: { tries, grace, readonly }, volumes: this.#disks.volumes, readings: this.#readings(), variables };
  }
}

async function asRefusal(text: string): Promise<Error> {
  const { Refusal } = await import('./bookkeeping/refusal.ts');
  return new Refusal(text);
}
