// What a key asks for, done.

import type { Access } from './access.ts';
import type { Attempts, Voice } from './attempts.ts';
import type { Bookkeeper } from './bookkeeper.ts';
import type { ByNetwork } from './by-network.ts';
import type { Consoles } from './console/consoles.ts';
import type { Request } from './console/model.ts';
import type { Terminal } from './console/terminal.ts';
import type { Disks } from './disks/disks.ts';
import type { Editing } from './editing/editing.ts';
import type { Reading } from './entry/reading.ts';
import type { Installing } from './installing.ts';
import type { Journal } from './journal.ts';
import { LoadError } from './kexec/load-error.ts';
import { NetworkError } from './network/network-error.ts';
import type { Networking } from './networking.ts';
import type { RecordFile } from './record/record-file.ts';
import type { InForce } from './settings/in-force.ts';
import type { Unlocking } from './unlocking.ts';

export interface Tools {
  readonly access: Access;
  readonly attempts: Attempts;
  readonly bookkeeper: Bookkeeper;
  readonly byNetwork: ByNetwork;
  readonly consoles: Consoles;
  readonly disks: Disks;
  readonly journal: Journal;
  readonly inForce: InForce;
  readonly installing: Installing;
  readonly networking: Networking;
  readonly unlocking: Unlocking;
  readonly voice: Voice;
  /** The configurations as they were read last. */
  readings(): readonly Reading[];
  /** Has the configurations read again, because one has been changed. */
  readAgain(): void;
  /** Puts the entries of a configuration on the menu that was not found by itself. */
  add(reading: Reading): void;
}

export class Requests {
  readonly #tools: Tools;
  #record: RecordFile | undefined;
  #editing: Editing | undefined;

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** Does what was asked for on `terminal`. Never throws: what fails is said on the menu. */
  async obey(request: Request, terminal: Terminal): Promise<void> {
    try {
      if (await this.#tools.access.permits(request)) await this.#do(request, terminal);
    } catch (failure) {
      this.#tools.voice.surprised(failure);
    }
  }

  async #do(request: Request, terminal: Terminal): Promise<void> {
    const { attempts, consoles, unlocking } = this.#tools;
    switch (request.type) {
      case 'boot': {
        const { kind, kernel } = request.entry;
        // A script that goes on with another one, on a server: that is read now.
        if (kind === 'chainload' && kernel?.url !== undefined) return this.enter(kernel.url);
        return attempts.boot(request.entry);
      }
      case 'edit':
        return (await this.#editor()).edit(request.entry, request.what);
      case 'enter-path':
        return (await this.#editor()).enterPath();
      case 'form':
        // What was asked for with the form may still be on its way.
        if (request.wish === 'cancel') this.#tools.networking.stop();
        return (await this.#editor()).obey(request);
      case 'make-default':
        return this.#save((books) => books.makeDefault(request.entry));
      case 'save-timeout':
        return this.#save((books) => books.saveTimeout(request.seconds, consoles.menu.plan.default));
      case 'boot-once':
        return attempts.throughFirmware(request.entry);
      case 'firmware-setup':
        return attempts.throughFirmware();
      case 'unlock':
        return unlocking.choose(request.node);
      case 'shell':
        return consoles.lend(terminal, () => this.#shell(terminal.name));
      case 'reboot':
        return attempts.leaveFor('restart', consoles.messages.restarts);
      case 'power-off':
        return attempts.leaveFor('powerOff', consoles.messages.switchedOff);
      case 'network':
        await this.#tools.byNetwork.byKey();
        return this.#fromCatalogue();
      case 'journal':
        return consoles.openJournal();
      case 'probe':
        return this.#probe();
      case 'stop':
        attempts.stop();
        return this.#tools.networking.stop();
      case 'redraw':
        return;
    }
  }

  /** Puts the installers of the catalogue on the menu, where there is a network to fetch them from. */
  async #fromCatalogue(): Promise<void> {
    const { add, consoles, installing, networking, voice } = this.#tools;
    if (!networking.connected) return;
    try {
      add(await installing.reading(consoles.messages.installers));
    } catch (failure) {
      if (!(failure instanceof NetworkError || failure instanceof LoadError)) throw failure;
      voice.notice(failure.message);
    }
  }

  /** Opens the editor on a path or a URL, as if it had been entered. */
  async enter(text: string): Promise<void> {
    await (await this.#editor()).enter(text);
  }

  /** Says what has been written, or why nothing was, and reads again what it was written to. */
  async #save(write: (books: Bookkeeper) => Promise<string>): Promise<void> {
    const { bookkeeper, voice, readAgain } = this.#tools;
    try {
      const text = await write(bookkeeper);
      readAgain();
      voice.notice(text);
    } catch (failure) {
      // A refusal is a sentence for the person who asked.
      const isRefusal = failure instanceof LoadError || (failure instanceof Error && failure.name === 'Refusal');
      if (!isRefusal) throw failure;
      voice.notice(failure.message);
    }
  }

  async #editor(): Promise<Editing> {
    const { attempts, consoles, disks, networking, readings, add } = this.#tools;
    const { Editing } = await import('./editing/editing.ts');
    this.#editing ??= new Editing({
      consoles,
      volumes: () => disks.volumes,
      locate: (url) => networking.reach(url),
      imageAt: (url) => networking.image(url),
      readings,
      boot: (entry) => attempts.boot(entry),
      add,
    });
    return this.#editing;
  }

  async #probe(): Promise<void> {
    const { consoles, disks, readings } = this.#tools;
    const { probeLines } = await import('./disks/probe-lines.ts');
    consoles.dispatch({
      type: 'pane',
      pane: { kind: 'probe', lines: probeLines(disks.findings, readings()), top: 0 },
    });
  }

  async #shell(name: string): Promise<void> {
    const { disks, inForce, journal, readings } = this.#tools;
    // Read when asked for: starting programs is a large part of Node, and nobody else wants the record of the boot.
    const { keepRecord } = await import('./record/keep-record.ts');
    const { runShell } = await import('./console/shell.ts');
    this.#record ??= keepRecord(journal, disks, readings, () => inForce.rows());
    await this.#record.write();
    await runShell(name);
  }
}
