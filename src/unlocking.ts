// Asks for the passphrases of locked disks: when somebody chooses one in the menu, or when nothing else can be booted.

import type { Consoles } from './console/consoles.ts';
import type { Dialogue } from './console/dialogue.ts';
import type { Lock, Locks } from './disks/locks.ts';
import type { Autoboot } from './policy/autoboot.ts';
import type { LuksSettings } from './settings/settings.ts';

const tries = 3;

export interface UnlockingActions {
  status(text: string): void;
  notice(text: string): void;
  /** Somebody wants to use the menu. */
  attend(): void;
}

/** What is known of the machine. */
export interface Known {
  /** Everything that has appeared has been looked at. */
  readonly settled: boolean;
  readonly bootable: boolean;
}

export class Unlocking {
  readonly #locks: Locks;
  readonly #consoles: Consoles;
  readonly #autoboot: Autoboot;
  readonly #when: LuksSettings['ask'];
  readonly #actions: UnlockingActions;
  /** Locks that nobody is asked about any more without having chosen them. */
  readonly #declined = new Set<Lock>();
  #known: Known = { settled: false, bootable: false };
  #current: { readonly lock: Lock; readonly dialogue: Dialogue; readonly chosen: boolean; typed: boolean } | undefined;

  constructor(
    locks: Locks,
    consoles: Consoles,
    autoboot: Autoboot,
    when: LuksSettings['ask'],
    actions: UnlockingActions,
  ) {
    this.#locks = locks;
    this.#consoles = consoles;
    this.#autoboot = autoboot;
    this.#when = when;
    this.#actions = actions;
  }

  /** Shows what is locked in the menu, and begins or ends asking by itself. */
  update(known: Known): void {
    this.#known = known;
    const { waiting } = this.#locks;
    const shown = this.#when === 'never' ? [] : waiting.map(({ device, what }) => ({ node: device.node, what }));
    this.#consoles.dispatch({ type: 'locks', locks: shown });
    const current = this.#current;
    if (current && !waiting.includes(current.lock)) {
      current.dialogue.close(this.#texts.pressEnter(this.#texts.needsNone(current.lock.device.node)));
    } else if (current && !current.chosen && !current.typed && !this.#wanted()) current.dialogue.close();
    else if (!current && this.#wanted() && !this.#locks.busy) {
      const lock = waiting.find((one) => !this.#declined.has(one));
      if (lock) void this.#ask(lock, false);
    }
  }

  /** Asks for the passphrase of the device `node`, which somebody has chosen. */
  async choose(node: string): Promise<void> {
    const lock = this.#locks.waiting.find(({ device }) => device.node === node);
    if (lock && !this.#current) await this.#ask(lock, true);
  }

  /** Whether somebody is being asked for a passphrase. */
  get asking(): boolean {
    return this.#current !== undefined;
  }

  get #texts() {
    return this.#consoles.messages.unlocking;
  }

  /** Whether to ask without having been told to. */
  #wanted(): boolean {
    if (this.#when !== undefined) return this.#when === 'ask';
    return this.#known.settled && !this.#known.bootable;
  }

  async #ask(lock: Lock, chosen: boolean): Promise<void> {
    const { node } = lock.device;
    const dialogue = this.#consoles.openDialogue(this.#texts.passphrase(node, lock.what), () => {
      current.typed = true;
      if (!chosen) this.#hold();
    });
    const current = { lock, dialogue, chosen, typed: false };
    this.#current = current;
    const opened = await this.#tryAnswers(lock, dialogue);
    dialogue.close();
    this.#current = undefined;
    const gone = !this.#locks.waiting.includes(lock);
    if (!gone) this.#declined.add(lock);
    if (current.typed && !chosen) {
      if (opened || gone) this.#autoboot.release();
      else this.#attend();
    }
    this.update(this.#known);
  }

  /** Nothing is to boot under the fingers of somebody who types; but when the disk is open all goes on by itself. */
  #hold(): void {
    this.#consoles.dispatch({ type: 'countdown-stopped' });
    if (!this.#autoboot.hold()) this.#attend();
  }

  /** As any other key, Escape is a sign that somebody wants to use the menu. */
  #attend(): void {
    this.#consoles.dispatch({ type: 'attended' });
    this.#actions.attend();
  }

  /** Whether one of the answers has opened it. */
  async #tryAnswers(lock: Lock, dialogue: Dialogue): Promise<boolean> {
    const { node } = lock.device;
    let remark = '';
    for (let left = tries; left > 0; ) {
      const answer = await dialogue.ask(remark);
      if (!answer) return false;
      this.#actions.status(this.#texts.trying(node));
      try {
        if (await this.#locks.offer(lock, answer)) {
          this.#actions.status(this.#texts.open(node));
          return true;
        }
      } catch (failure) {
        this.#actions.notice(failure instanceof Error ? failure.message : String(failure));
        return false;
      } finally {
        answer.fill(0);
      }
      left--;
      this.#actions.status(this.#texts.stillLocked(node));
      remark = this.#texts.wrong(node, left);
    }
    this.#actions.notice(this.#texts.staysLocked(node, tries));
    return false;
  }
}
