// What PID 1 does when something happens: a volume appears, a key asks for something, the countdown ends.

import { release } from 'node:os';
import manifest from '../package.json' with { type: 'json' };
import { Access } from './access.ts';
import { Attempts, type Voice } from './attempts.ts';
import { Bookkeeper } from './bookkeeper.ts';
import { ByFirmware } from './by-firmware.ts';
import { ByNetwork } from './by-network.ts';
import { Configurations } from './configurations.ts';
import { Consoles } from './console/consoles.ts';
import { places } from './dialects/index.ts';
import type { Disks } from './disks/disks.ts';
import { warnOfHibernated } from './disks/hibernated.ts';
import { reportNothing } from './disks/report.ts';
import { Systems } from './disks/systems.ts';
import type { Reading } from './entry/reading.ts';
import type { Hooks } from './hooks/hooks.ts';
import { Installing } from './installing.ts';
import type { Journal } from './journal.ts';
import { Look } from './look.ts';
import { Networking } from './networking.ts';
import { Autoboot } from './policy/autoboot.ts';
import { makePlan } from './policy/plan.ts';
import { Requests } from './requests.ts';
import type { InForce } from './settings/in-force.ts';
import { Unlocking } from './unlocking.ts';
import { VolumeWishes } from './volume-wishes.ts';

export class Session {
  readonly #disks: Disks;
  readonly #journal: Journal;
  readonly #consoles: Consoles;
  readonly #autoboot: Autoboot;
  readonly #unlocking: Unlocking;
  readonly #requests: Requests;
  readonly #notices: string[] = [];
  readonly #configurations: Configurations;
  readonly #bookkeeper: Bookkeeper;
  readonly #hooks: Hooks;
  readonly #wishes: VolumeWishes;
  readonly #firmware: ByFirmware;
  readonly #networking: Networking;
  readonly #network: ByNetwork;
  readonly #systems = new Systems();
  readonly #look: Look;
  #searching = true;
  #driversHaveStarted = (): void => {};
  readonly #drivers = new Promise<void>((resolve) => {
    this.#driversHaveStarted = resolve;
  });
  #reading = false;
  #readAgain = false;
  #attended = false;

  /** Shows the menu on the consoles `names` and waits for what happens. */
  constructor(disks: Disks, journal: Journal, inForce: InForce, hooks: Hooks, names: readonly string[]) {
    const { settings } = inForce;
    this.#disks = disks;
    this.#journal = journal;
    this.#hooks = hooks;
    this.#wishes = new VolumeWishes(inForce, hooks, journal.in('configurations'), (text) => this.#notice(text));
    this.#configurations = new Configurations(journal.in('configurations'));
    this.#consoles = new Consoles(
      names,
      `baton ${manifest.version} on Linux ${release()}`,
      journal,
      (request, terminal) => {
        this.#attend();
        if (request) void this.#requests.obey(request, terminal);
      },
    );
    this.#look = new Look(this.#consoles, settings, (text) => this.#notice(text));
    const voice: Voice = {
      status: (text) => this.#status(text),
      notice: (text) => this.#notice(text),
      surprised: (failure) => this.surprised(failure),
      notices: this.#notices,
    };
    const early = journal.in('configurations');
    this.#firmware = new ByFirmware(
      disks,
      early,
      () => settings.readonly,
      () => this.volumesChanged(),
    );
    this.#bookkeeper = new Bookkeeper(
      disks,
      settings,
      this.#firmware,
      journal.in('load'),
      () => this.#configurations.readings,
    );
    const networking = new Networking(journal.in('disks'), () => settings, {
      ...voice,
      messages: () => this.#consoles.messages,
      ready: () => this.#drivers,
      volumes: () => disks.volumes,
    });
    const installing = new Installing({
      journal: journal.in('load'),
      wishes: () => settings,
      volumes: () => disks.volumes,
      locate: (url) => networking.locate(url),
    });
    const add = (reading: Reading): void => {
      this.#configurations.add(reading);
      this.volumesChanged();
    };
    this.#networking = networking;
    this.#network = new ByNetwork(networking, {
      ...voice,
      messages: () => this.#consoles.messages,
      // What is named is wanted.
      wish: () =>
        settings.network ?? (settings.url === undefined && settings.pixiecore === undefined ? undefined : 'on'),
      named: () => settings.url !== undefined || settings.pixiecore !== undefined,
      volumes: () => disks.volumes,
      add,
      answered: () => this.volumesChanged(),
      enter: (url) => this.#requests.enter(url),
      renew: () => this.#autoboot.renew(),
    });
    const attempts = new Attempts(disks, journal, settings, this.#consoles, voice, {
      hooks,
      firmware: this.#firmware,
      bookkeeper: this.#bookkeeper,
      networking,
      installing,
      // Read when it is needed, as all that puts together what is known.
      journalArchive: async () =>
        (await import('./journal-handover.ts')).journalHandover(journal, disks, this.#configurations.readings, inForce),
    });
    const access = new Access(this.#consoles, {
      ...voice,
      password: () => inForce.settings.password,
      readings: () => this.#configurations.readings,
      attend: () => {
        this.#consoles.dispatch({ type: 'attended' });
        this.#attend();
      },
      pause: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
    });
    this.#autoboot = new Autoboot(
      {
        tick: (left, total) => {
          if (left === total) journal.in('menu').info(`a countdown of ${total} s has begun`);
          this.#consoles.dispatch({ type: 'countdown', left, total });
        },
        attempt: async (entry) => {
          if (await access.permitsAlone(entry)) await attempts.boot(entry);
        },
        busy: () => this.#searching || disks.busy || this.#firmware.busy,
        again: (seconds) => this.#notice(this.#consoles.messages.again(seconds)),
        exhausted: () => {
          const { messages } = this.#consoles;
          if (settings.afterRounds === 'reboot') void attempts.leaveFor('restart', messages.exhaustedRestarts);
          else if (!this.#network.exhausted()) this.#notice(messages.exhausted);
        },
      },
      () => settings.rounds,
    );
    this.#unlocking = new Unlocking(disks.locks, this.#consoles, this.#autoboot, settings.luks.ask, {
      ...voice,
      attend: () => this.#attend(),
    });
    this.#requests = new Requests({
      access,
      attempts,
      bookkeeper: this.#bookkeeper,
      byNetwork: this.#network,
      consoles: this.#consoles,
      disks,
      journal,
      inForce,
      installing,
      networking,
      unlocking: this.#unlocking,
      voice,
      readings: () => this.#configurations.readings,
      readAgain: () => {
        this.#configurations.forget();
        this.volumesChanged();
      },
      add,
    });
    void this.#begin();
    for (const problem of settings.problems) this.#notice(problem);
    journal.in('menu').info(`the menu is on ${names.join(' and ')}`);
  }

  /** The first words, in the language of the settings. */
  async #begin(): Promise<void> {
    await this.#look.apply().catch((failure) => this.surprised(failure));
    if (this.#consoles.menu.status === '') this.#status(this.#consoles.messages.lookingForDisks);
  }

  /** The drivers of all devices that were there at the start have been started. */
  driversStarted(): void {
    this.#searching = false;
    this.#driversHaveStarted();
    this.volumesChanged();
    void this.#networking.attach().catch((failure) => this.surprised(failure));
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
    this.#notice(this.#consoles.messages.unexpected(text.split('\n')[0] ?? ''));
  }

  async #readConfigurations(): Promise<void> {
    this.#reading = true;
    try {
      while (this.#readAgain) {
        this.#readAgain = false;
        const { volumes } = this.#disks;
        const filesystems = volumes.filter(({ identity }) => !identity.subvolume);
        await this.#wishes.look(volumes);
        await this.#look.apply();
        await this.#show(await this.#hooks.found(await this.#configurations.read(volumes)), filesystems.length);
        const systems = await this.#systems.describe(this.#disks.findings, this.#configurations.readings);
        this.#consoles.dispatch({ type: 'systems', systems });
        if (this.#disks.busy) await this.#configurations.rest();
      }
    } catch (failure) {
      this.surprised(failure);
    } finally {
      this.#reading = false;
    }
  }

  async #show(readings: readonly Reading[], volumes: number): Promise<void> {
    for (const warning of warnOfHibernated(this.#disks.findings)) {
      if (!this.#notices.includes(warning)) this.#notice(warning);
    }
    const searching = this.#searching || this.#disks.busy;
    const all = this.#firmware.withMenu(readings, searching);
    const made = makePlan(all, await this.#bookkeeper.wishes());
    const plan = this.#network.pending ? { ...made, timeout: -1 } : made;
    this.#consoles.dispatch({ type: 'plan', plan });
    this.#consoles.dispatch({ type: 'searching', devices: this.#disks.pending });
    // What has been read may be out of date already, and nobody is to be asked or told for that.
    const settled = !this.#searching && !this.#disks.busy && !this.#readAgain;
    if (settled) {
      const report = reportNothing(this.#disks.findings, readings, places);
      this.#consoles.dispatch({ type: 'report', texts: report });
      this.#status(this.#consoles.messages.entriesOn(plan.entries.length, volumes));
    }
    this.#autoboot.follow(plan);
    const bootable = plan.default !== undefined;
    this.#unlocking.update({ settled, bootable });
    this.#network.update({ settled, bootable, locked: this.#unlocking.asking });
  }

  /** Somebody is there: from now on nothing starts by itself. */
  #attend(): void {
    this.#autoboot.cancel();
    this.#network.attend();
    if (this.#attended) return;
    this.#attended = true;
    this.#journal.in('menu').info('a key was pressed: nothing starts by itself any more');
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
