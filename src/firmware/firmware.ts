// The UEFI firmware that this machine was started by, and what it and the systems say to each other through it.

import manifest from '../../package.json' with { type: 'json' };
import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';
import type { Reading } from '../entry/reading.ts';
import type { Volume } from '../entry/volume.ts';
import { type Journal, now } from '../journal.ts';
import { type EfiVariables, vendors } from '../linux/efi-variables.ts';
import { readKernelLog } from '../linux/read-kernel-log.ts';
import { bootOnce, removeOwnOptions } from './boot-once.ts';
import { type BootOptions, readBootOptions } from './boot-options.ts';
import { refuseCircles } from './circles.ts';
import { FirmwareError } from './firmware-error.ts';
import { loaderVariables } from './loader-facts.ts';
import { loaderIds } from './loader-ids.ts';
import { setLoaderVariables } from './loader-variables.ts';
import { entryById, type LoaderWishes, parseTimeout, readLoaderWishes, savedEntry } from './loader-wishes.ts';
import { firmwareMenu } from './menu.ts';
import { openVariables } from './open.ts';
import { type Program, readOwnProgram } from './own-program.ts';
import { requestSetup } from './setup.ts';
import { encodeText } from './text.ts';

/** How long telling the next system may hold up the start, in milliseconds: a write to the firmware takes a few. */
const patience = 5000;

/** The entries that systemd's tools have asked for. */
export interface LoaderChoice {
  readonly oneShot?: Entry;
  readonly preferred?: Entry;
  readonly default?: Entry;
  /** Sentences about what was asked for and is not there. */
  readonly remarks: readonly string[];
}

export class Firmware {
  readonly variables: EfiVariables;
  /** What was asked for before this start. */
  wishes: LoaderWishes;
  readonly #options: BootOptions;
  readonly #own: Program;
  readonly #journal: Journal;

  constructor(variables: EfiVariables, wishes: LoaderWishes, options: BootOptions, own: Program, journal: Journal) {
    this.variables = variables;
    this.wishes = wishes;
    this.#options = options;
    this.#own = own;
    this.#journal = journal;
  }

  /** Undefined where there is no UEFI, or it cannot be talked to, which is journalled. Never throws. */
  static async open(loadDriver: (name: string) => Promise<void>, journal: Journal): Promise<Firmware | undefined> {
    try {
      const variables = await openVariables(loadDriver);
      if (!variables) return undefined;
      const options = await readBootOptions(variables);
      const own = await readOwnProgram(variables, options);
      return new Firmware(variables, await readLoaderWishes(variables), options, own, journal);
    } catch (failure) {
      journal.warning(`The variables of the firmware cannot be used: ${messageOf(failure)}.`);
      return undefined;
    }
  }

  /** What the firmware can start beside baton and beside what is in `readings`. */
  menu(readings: readonly Reading[], volumes: readonly Volume[]): Reading | undefined {
    return firmwareMenu(this.#options, this.#own, readings, volumes);
  }

  /** The ids by which systemd's tools know the entries, by `entryKey`. */
  ids(entries: readonly Entry[], volumes: readonly Volume[]): Map<string, string> {
    const partuuids = volumes.flatMap(({ identity: { id, partuuid } }) => (partuuid ? [[id, partuuid] as const] : []));
    return loaderIds(entries, new Map(partuuids), this.#own.partuuid);
  }

  /** Which of the entries were asked for. */
  choose(entries: readonly Entry[], volumes: readonly Volume[]): LoaderChoice {
    const ids = this.ids(entries, volumes);
    const remarks: string[] = [];
    const find = (name: string, wish: string | undefined): Entry | undefined => {
      const pattern = wish === savedEntry ? this.wishes.lastBooted : wish;
      if (pattern === undefined) return undefined;
      const entry = entryById(entries, ids, pattern);
      if (!entry) remarks.push(`${name} asks for the entry "${pattern}", which is not there`);
      return entry;
    };
    const oneShot = find('LoaderEntryOneShot', this.wishes.oneShot);
    const preferred = find('LoaderEntryPreferred', this.wishes.preferred);
    const byDefault = find('LoaderEntryDefault', this.wishes.default);
    return {
      ...(oneShot ? { oneShot } : {}),
      ...(preferred ? { preferred } : {}),
      ...(byDefault ? { default: byDefault } : {}),
      remarks,
    };
  }

  /**
   * Tells the system that is about to start what started it, and forgets what was asked for this start alone. What the
   * firmware does not take is journalled. Comes back within a few seconds whatever the firmware does; never throws.
   * @param counter where the boot counter of the entry lies now, from the root of its partition
   */
  async tell(entry: Entry, entries: readonly Entry[], volumes: readonly Volume[], counter?: string): Promise<void> {
    const late = new Promise<string>((resolve) => {
      setTimeout(resolve, patience, `it did not answer within ${patience / 1000} s`).unref();
    });
    const problem = await Promise.race([this.#tell(entry, entries, volumes, counter).catch(messageOf), late]);
    if (problem !== undefined)
      this.#journal.warning(`The firmware did not keep all that the next system is to know of this start: ${problem}.`);
  }

  /** Makes the entry the one that baton and systemd-boot start where nothing else is asked for. Raises EfiVariableError. */
  async setDefault(entry: Entry, entries: readonly Entry[], volumes: readonly Volume[]): Promise<void> {
    const id = this.ids(entries, volumes).get(entryKey(entry)) ?? entry.id;
    await this.variables.write({ name: 'LoaderEntryDefault', vendor: vendors.loader }, encodeText(id));
    this.wishes = { ...this.wishes, default: id };
  }

  /** Sets how long the menu is shown, in seconds; -1 until a key is pressed. Raises EfiVariableError. */
  async setTimeout(seconds: number): Promise<void> {
    const text = seconds < 0 ? 'menu-force' : String(seconds);
    await this.variables.write({ name: 'LoaderConfigTimeout', vendor: vendors.loader }, encodeText(text));
    const timeout = parseTimeout(text);
    this.wishes = { ...this.wishes, ...(timeout ? { timeout } : {}) };
  }

  /**
   * Has the firmware start the entry at the next restart, or show its setup where the entry stands for that. Raises
   * FirmwareError and EfiVariableError.
   * @param attended whether somebody asked for it; what nobody asked for is not done over and over
   */
  async bootOnce(entry: Entry, volumes: readonly Volume[], attended: boolean): Promise<void> {
    if (!attended) await refuseCircles(this.variables, entry);
    if (entry.kind === 'firmware-setup') await this.requestSetup();
    else await bootOnce(this.variables, this.#options, this.#own, entry, volumes);
    const problem = await setLoaderVariables(this.variables, new Map());
    if (problem !== undefined) this.#journal.warning(`What was asked for this start alone is still there: ${problem}.`);
  }

  /** Has the firmware show its setup at the next restart. Raises FirmwareError and EfiVariableError. */
  async requestSetup(): Promise<void> {
    if (await requestSetup(this.variables)) return;
    throw new FirmwareError('this firmware does not offer its setup. Press the key for it when the machine starts');
  }

  /** Removes the options that baton made for one start, now that it is over. Raises EfiVariableError. */
  tidy(): Promise<void> {
    return removeOwnOptions(this.variables, this.#options);
  }

  /** @returns what was wrong, as the end of a sentence */
  async #tell(
    entry: Entry,
    entries: readonly Entry[],
    volumes: readonly Volume[],
    counter: string | undefined,
  ): Promise<string | undefined> {
    const ids = this.ids(entries, volumes);
    const { description, version } = describeFirmware();
    const facts = loaderVariables({
      loader: `baton ${manifest.version}`,
      ...(description === undefined ? {} : { firmware: description }),
      ...(version === undefined ? {} : { firmwareType: `UEFI ${version}` }),
      began: 0,
      ends: now() * 1e6,
      ...(this.#own.partuuid === undefined ? {} : { partuuid: this.#own.partuuid }),
      entries: entries.map((each) => ({ id: ids.get(entryKey(each)) ?? '', inSubmenu: each.submenu.length > 0 })),
      selected: ids.get(entryKey(entry)) ?? '',
      ...(counter === undefined ? {} : { counter }),
      remember: this.wishes.default === savedEntry,
    });
    return setLoaderVariables(this.variables, facts);
  }
}

/** The firmware as the kernel introduces it in its log: `efi: EFI v2.70 by EDK II`. */
function describeFirmware(): { readonly version?: string; readonly description?: string } {
  const said = /^efi: EFI v([\d.]+) by (.+?)\s*$/;
  const [, version, description] = said.exec(readKernelLog().find(({ text }) => said.test(text))?.text ?? '') ?? [];
  return { ...(version ? { version } : {}), ...(description ? { description } : {}) };
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
