// One attempt at a time to load an entry and to hand the machine over to it; and the other ways to leave it.

import type { Bookkeeper } from './bookkeeper.ts';
import type { ByFirmware } from './by-firmware.ts';
import type { Consoles } from './console/consoles.ts';
import type { Disks } from './disks/disks.ts';
import type { Entry } from './entry/entry.ts';
import { entryKey } from './entry/key.ts';
import { fullTitle } from './entry/title.ts';
import type { Hooks } from './hooks/hooks.ts';
import type { ImageCheck } from './image-check.ts';
import type { Installing } from './installing.ts';
import type { Journal } from './journal.ts';
import { goDown, type WindDownOptions, windDown } from './kexec/go-down.ts';
import { load } from './kexec/load.ts';
import { LoadError } from './kexec/load-error.ts';
import { limitConsoleLog } from './linux/kernel-log.ts';
import { memoryUse } from './linux/memory.ts';
import { rebootMachine } from './linux/reboot.ts';
import { NetworkError } from './network/network-error.ts';
import type { Networking } from './networking.ts';
import { isForFirmware } from './policy/bootable.ts';
import type { Settings } from './settings/settings.ts';

/** Only emergencies of the kernel are shown over the menu. */
const emergencies = 1;

/** How what happens is said. */
export interface Voice {
  status(text: string): void;
  /** Shows what went wrong, and keeps it. */
  notice(text: string): void;
  /** What nobody has expected. */
  surprised(failure: unknown): void;
  /** Everything that was noticed so far. */
  readonly notices: readonly string[];
}

/** What else has a say in an attempt. */
export interface Companions {
  readonly hooks: Hooks;
  readonly firmware: ByFirmware;
  readonly bookkeeper: Bookkeeper;
  readonly networking: Networking;
  readonly installing: Installing;
  /** The archive that brings the journal to the next system. */
  journalArchive(): Promise<Uint8Array>;
}

export class Attempts {
  readonly #disks: Disks;
  readonly #journal: Journal;
  readonly #settings: Settings;
  readonly #consoles: Consoles;
  readonly #voice: Voice;
  readonly #companions: Companions;
  readonly #unlimitLog: () => void;
  #loading = false;
  #images: ImageCheck | undefined;

  constructor(
    disks: Disks,
    journal: Journal,
    settings: Settings,
    consoles: Consoles,
    voice: Voice,
    companions: Companions,
  ) {
    this.#disks = disks;
    this.#journal = journal;
    this.#settings = settings;
    this.#consoles = consoles;
    this.#voice = voice;
    this.#companions = companions;
    this.#unlimitLog = limitConsoleLog(emergencies);
  }

  /** Loads the entry and hands over to it; one attempt at a time. Comes back when it failed, and has said why. */
  async boot(chosen: Entry): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    const title = fullTitle(chosen);
    const attended = this.#consoles.menu.attended;
    try {
      this.#voice.status(this.#consoles.messages.loading(title));
      const entry = await this.#companions.hooks.chosen(chosen);
      if (isForFirmware(entry)) return await this.#leaveToFirmware(entry, chosen);
      await this.#load(this.#companions.bookkeeper.prepared(entry));
      if (this.#consoles.menu.attended && !attended) {
        this.#voice.status(this.#consoles.messages.notStarted(title));
        return;
      }
      await this.#handOver(entry, chosen);
    } catch (failure) {
      if (failure instanceof LoadError || failure instanceof NetworkError)
        this.#voice.notice(`"${title}": ${failure.message}`);
      else this.#voice.surprised(failure);
      this.#voice.status(this.#consoles.messages.chooseAnother);
    } finally {
      this.#loading = false;
    }
  }

  /** Ends the check of a disc image. */
  stop(): void {
    this.#images?.stop();
  }

  /**
   * Restarts the machine and has its firmware start the entry, or show its setup where none is given. Comes back when
   * that failed, and has said why.
   */
  async throughFirmware(entry?: Entry): Promise<void> {
    try {
      if (entry) return await this.#leaveToFirmware(entry, entry);
      await this.#companions.firmware.arrangeSetup();
      await this.leaveFor('restart', this.#consoles.messages.restartsIntoSetup);
    } catch (failure) {
      if (!(failure instanceof LoadError)) return this.#voice.surprised(failure);
      this.#voice.notice(`${entry ? `"${fullTitle(entry)}"` : 'The setup of the firmware'}: ${failure.message}`);
    }
  }

  /** Restarts the machine through its firmware or switches it off, with `text` as the last words. */
  async leaveFor(command: 'restart' | 'powerOff', text: string): Promise<void> {
    await this.#consoles.leave([text]);
    await this.#companions.networking.leave();
    await windDown(this.#ending());
    rebootMachine(command);
  }

  /**
   * What kexec cannot start the firmware starts, once.
   * @param chosen the entry as its configuration has it
   */
  async #leaveToFirmware(entry: Entry, chosen: Entry): Promise<void> {
    const { bookkeeper, firmware } = this.#companions;
    await firmware.arrange(entry, this.#consoles.menu.attended);
    await bookkeeper.write(chosen, (text) => this.#voice.notice(text));
    await this.leaveFor('restart', this.#consoles.messages.restartsInto(fullTitle(entry)));
  }

  async #load(prepared: Entry): Promise<void> {
    const journal = this.#journal.in('load');
    const { installing, networking } = this.#companions;
    const { entry: complete, archives } = await installing.prepared(prepared);
    const entry = await networking.located(complete);
    const volume = (id: string) =>
      this.#disks.volumes.find(({ identity }) => identity.id === id) ?? networking.volume(id) ?? installing.volume(id);
    journal.info(`loading "${fullTitle(entry)}": ${this.#why(entry)}`);
    if (entry.kernel?.image !== undefined) await (await this.#imageCheck()).check(entry, volume);
    const archive = this.#settings.journal ? () => this.#companions.journalArchive() : undefined;
    const how = { quick: this.#settings.quick, debug: (text: string) => journal.debug(text) };
    const use = (keys: readonly Uint8Array[]) => load(entry, volume, [...archives, ...keys], { journal: archive, how });
    const loading = async () =>
      this.#disks.locks.opened.length === 0
        ? use([])
        : (await import('./handover.ts')).withKeys(entry, this.#disks, use);
    const { call, memory, remarks } = await journal.span(`load ${entry.kernel?.path}`, loading);
    for (const remark of remarks) journal.info(remark);
    journal.debug(`${call} has it; joined initrds took ${Math.ceil(memory / 2 ** 20)} MiB`);
  }

  async #imageCheck(): Promise<ImageCheck> {
    // Few boot from a disc image in a file.
    const { ImageCheck } = await import('./image-check.ts');
    this.#images ??= new ImageCheck(this.#journal.in('load'), {
      status: (text) => this.#voice.status(text),
      messages: () => this.#consoles.messages,
      volumes: () => this.#disks.volumes,
      keys: () => this.#settings.keys,
    });
    return this.#images;
  }

  /** @param chosen the entry as its configuration has it */
  async #handOver(entry: Entry, chosen: Entry): Promise<void> {
    const title = fullTitle(entry);
    const why = this.#why(entry);
    await this.#companions.hooks.loaded(entry);
    const counter = await this.#companions.bookkeeper.write(chosen, (text) => this.#voice.notice(text));
    await this.#companions.firmware.tell(entry, counter);
    this.#journal.in('load').info(`starting "${title}": ${why}`);
    this.#journal.debug(memoryUse());
    await this.#consoles.leave([...this.#lastLines(), `baton starts "${title}": ${why}.`]);
    this.#unlimitLog();
    await this.#companions.networking.leave();
    try {
      await goDown(this.#ending());
    } catch (failure) {
      this.#disks.reopen();
      this.#consoles.enter();
      throw failure;
    }
  }

  #lastLines(): readonly string[] {
    const { verbose, consoleLevel } = this.#settings;
    if (verbose) return this.#journal.lines();
    if (consoleLevel === 'off') return [];
    return consoleLevel ? this.#journal.lines(consoleLevel) : this.#voice.notices;
  }

  #why(entry: Entry): string {
    const { attended, plan } = this.#consoles.menu;
    if (attended) return 'it was chosen';
    const isDefault = plan.default !== undefined && entryKey(plan.default) === entryKey(entry);
    return isDefault ? plan.reason : 'what came before it failed';
  }

  #ending(): WindDownOptions {
    return { unmount: () => this.#disks.close(), watchdogs: this.#settings.watchdogs };
  }
}
