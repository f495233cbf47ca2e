// What PID 1 does when something happens: a volume appears, a key asks for something, the countdown ends.

import { release } from 'node:os';
import manifest from '../package.json' with { type: 'json' };
import { Configurations } from './configurations.ts';
import { Consoles } from './console/consoles.ts';
import type { Request } from './console/model.ts';
import type { Terminal } from './console/terminal.ts';
import { places } from './dialects/index.ts';
import type { Disks } from './disks/disks.ts';
import { warnOfHibernated } from './disks/hibernated.ts';
import { reportNothing } from './disks/report.ts';
import type { Entry } from './entry/entry.ts';
import type { Reading } from './entry/reading.ts';
import { fullTitle } from './entry/title.ts';
import type { Journal } from './journal.ts';
import { goDown, windDown } from './kexec/go-down.ts';
import { load } from './kexec/load.ts';
import { LoadError } from './kexec/load-error.ts';
import { limitConsoleLog } from './linux/kernel-log.ts';
import { memoryUse } from './linux/memory.ts';
import { rebootMachine } from './linux/reboot.ts';
import { Autoboot } from './policy/autoboot.ts';
import { makePlan } from './policy/plan.ts';
import type { RecordFile } from './record/record-file.ts';
import type { Settings } from './settings.ts';
import { Unlocking } from './unlocking.ts';

/** Only emergencies of the kernel are shown over the menu. */
const emergencies = 1;

export class Session {
  readonly #disks: Disks;
  readonly #journal: Journal;
  readonly #settings: Settings;
  readonly #consoles: Consoles;
  readonly #autoboot: Autoboot;
  readonly #unlocking: Unlocking;
  readonly #notices: string[] = [];
  readonly #configurations: Configurations;
  #searching = true;
  #reading = false;
  #readAgain = false;
  #loading = false;
  #attended = false;
  #record: RecordFile | undefined;
  #unlimitLog: () => void;

  /** Shows the menu on the consoles `names` and waits for what happens. */
  constructor(disks: Disks, journal: Journal, settings: Settings, names: readonly string[]) {
    this.#disks = disks;
    this.#journal = journal;
    this.#settings = settings;
    this.#configurations = new Configurations(journal.in('configurations'));
    this.#unlimitLog = limitConsoleLog(emergencies);
    this.#consoles = new Consoles(
      names,
      `baton ${manifest.version} on Linux ${release()}`,
      journal,
      (request, terminal) => {
        this.#attend();
        if (request) void this.#obey(request, terminal);
      },
    );
    this.#autoboot = new Autoboot({
      tick: (left, total) => {
        if (left === total) journal.in('menu').info(`a countdown of ${total} s has begun`);
        this.#consoles.dispatch({ type: 'countdown', left, total });
      },
      attempt: (entry) => this.#attempt(entry),
      busy: () => this.#searching || disks.busy,
      exhausted: () => this.#notice('Every entry has been tried. Choose one to try it again, or press s for a shell.'),
    });
    this.#unlocking = new Unlocking(disks.locks, this.#consoles, this.#autoboot, settings.luks.ask, {
      status: (text) => this.#status(text),
      notice: (text) => this.#notice(text),
      attend: () => this.#attend(),
    });
    for (const problem of settings.problems) this.#notice(problem);
    this.#status('Looking for disks.');
    journal.in('menu').info(`the menu is on ${names.join(' and ')}`);
  }

  /** The drivers of all devices that were there at the start have been started. */
  driversStarted(): void {
    this.#searching = false;
    this.volumesChanged();
  }

  /** Reads the configurations again; changes that come in meanwhile lead to one more reading. */
  volumesChanged(): void {
    this.#readAgain = true;
    if (!this.#reading) void this.#readConfigurations();
  }

  /** What went wrong without anybody having expected it: shown and kept, and the story goes on. */
  surprised(failure: unknown): void {
    const text = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
    this.#journal.error(text);
    this.#notice(`Something unexpected happened: ${text.split('\n')[0]}. The menu goes on working.`);
  }

  async #readConfigurations(): Promise<void> {
    this.#reading = true;
    try {
      while (this.#readAgain) {
        this.#readAgain = false;
        const { volumes } = this.#disks;
        const filesystems = volumes.filter(({ identity }) => !identity.subvolume);
        this.#show(await this.#configurations.read(volumes), filesystems.length);
        if (this.#disks.busy) await this.#configurations.rest();
      }
    } catch (failure) {
      this.surprised(failure);
    } finally {
      this.#reading = false;
    }
  }

  #show(readings: readonly Reading[], volumes: number): void {
    for (const warning of warnOfHibernated(this.#disks.findings)) {
      if (!this.#notices.includes(warning)) this.#notice(warning);
    }
    const plan = makePlan(readings, this.#settings);
    this.#consoles.dispatch({ type: 'plan', plan });
    // What has been read may be out of date already, and nobody is to be asked or told for that.
    const settled = !this.#searching && !this.#disks.busy && !this.#readAgain;
    if (settled) {
      const report = reportNothing(this.#disks.findings, readings, places);
      this.#consoles.dispatch({ type: 'report', texts: report });
      this.#status(`${count(plan.entries.length, 'entry', 'entries')} on ${count(volumes, 'volume', 'volumes')}.`);
    }
    this.#autoboot.follow(plan);
    this.#unlocking.update({ settled, bootable: plan.default !== undefined });
  }

  /** Somebody is there: from now on nothing starts by itself. */
  #attend(): void {
    this.#autoboot.cancel();
    if (this.#attended) return;
    this.#attended = true;
    this.#journal.in('menu').info('a key was pressed: nothing starts by itself any more');
  }

  async #obey(request: Request, terminal: Terminal): Promise<void> {
    switch (request.type) {
      case 'boot':
        return this.#attempt(request.entry);
      case 'unlock':
        return this.#unlocking.choose(request.node);
      case 'shell':
        return this.#consoles
          .lend(terminal, () => this.#shell(terminal.name))
          .catch((failure) => this.surprised(failure));
      case 'reboot':
        return this.#leaveFor('restart', 'The machine restarts.');
      case 'power-off':
        return this.#leaveFor('powerOff', 'The machine is switched off.');
      case 'redraw':
        return;
    }
  }

  /** Loads the entry and hands over to it; one attempt at a time. Comes back when it failed, and has said why. */
  async #attempt(entry: Entry): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    const title = fullTitle(entry);
    const attended = this.#consoles.menu.attended;
    try {
      this.#status(`Loading "${title}".`);
      const journal = this.#journal.in('load');
      const use = (keys: readonly Uint8Array[]) => load(entry, (id) => this.#volume(id), keys);
      const loading = async () =>
        this.#disks.locks.opened.length === 0
          ? use([])
          : (await import('./handover.ts')).withKeys(entry, this.#disks, use);
      const { call, memory } = await journal.span(`load ${entry.kernel?.path}`, loading);
      journal.debug(`${call} has it; joined initrds took ${Math.ceil(memory / 2 ** 20)} MiB`);
      if (this.#consoles.menu.attended && !attended) {
        this.#status(`"${title}" is loaded but was not started, because a key was pressed.`);
        return;
      }
      await this.#handOver(title);
    } catch (failure) {
      if (failure instanceof LoadError) this.#notice(`"${title}": ${failure.message}`);
      else this.surprised(failure);
      this.#status('Choose another entry.');
    } finally {
      this.#loading = false;
    }
  }

  #volume(id: string) {
    return this.#disks.volumes.find((volume) => volume.identity.id === id);
  }

  async #handOver(title: string): Promise<void> {
    const { plan } = this.#consoles.menu;
    const isDefault = plan.default !== undefined && fullTitle(plan.default) === title;
    const why = this.#consoles.menu.attended ? 'it was chosen' : isDefault ? plan.reason : 'what came before it failed';
    this.#journal.in('load').info(`starting "${title}": ${why}`);
    this.#journal.debug(memoryUse());
    const lines = this.#settings.verbose ? this.#journal.lines() : this.#notices;
    await this.#consoles.leave([...lines, `baton starts "${title}": ${why}.`]);
    this.#unlimitLog();
    try {
      await goDown(this.#ending());
    } catch (failure) {
      this.#disks.reopen();
      this.#consoles.enter();
      throw failure;
    }
  }

  async #leaveFor(command: 'restart' | 'powerOff', text: string): Promise<void> {
    await this.#consoles.leave([text]);
    await windDown(this.#ending());
    rebootMachine(command);
  }

  #ending() {
    return { unmount: () => this.#disks.close(), watchdogs: this.#settings.watchdogs };
  }

  async #shell(name: string): Promise<void> {
    // Read when asked for: starting programs is a large part of Node, and nobody else wants the record of the boot.
    const { keepRecord } = await import('./record/keep-record.ts');
    const { runShell } = await import('./console/shell.ts');
    this.#record ??= keepRecord(this.#journal, this.#disks, () => this.#configurations.readings);
    await this.#record.write();
    await runShell(name);
  }

  #notice(text: string): void {
    this.#notices.push(text);
    this.#journal.in('menu').warning(text);
    this.#consoles.dispatch({ type: 'notice', text });
  }

  #status(text: string): void {
    this.#consoles.dispatch({ type: 'status', text });
  }
}

function count(number: number, one: string, many: string): string {
  return `${number === 0 ? 'no' : number} ${number === 1 ? one : many}`;
}
