// Asks for passwords where what somebody wants at the menu is locked.

import type { Consoles } from './console/consoles.ts';
import type { Request } from './console/model.ts';
import type { Entry } from './entry/entry.ts';
import { entryKey } from './entry/key.ts';
import type { Reading } from './entry/reading.ts';
import { fullTitle } from './entry/title.ts';
import { type Barrier, barrierOf, barrierOfAll } from './policy/access.ts';

export interface AccessActions {
  /** The hash of the settings. */
  password(): string | undefined;
  readings(): readonly Reading[];
  status(text: string): void;
  notice(text: string): void;
  /** Somebody has answered that they do not know: nothing starts by itself any more. */
  attend(): void;
  /** Waits so many seconds. */
  pause(seconds: number): Promise<void>;
}

/** What is always open, or asks for itself; a form can be there only when it was allowed to open it. */
const open: ReadonlySet<Request['type']> = new Set(['unlock', 'reboot', 'power-off', 'redraw', 'stop', 'form']);

/** Checking a password takes a second of a slow machine, for each user that it may be the password of. */
const mostAccounts = 16;

/** The time that a wrong password costs doubles up to this, in seconds. */
const longestPause = 30;

const quoted = (entry: Entry): string => `"${fullTitle(entry)}"`;

export class Access {
  readonly #consoles: Pick<Consoles, 'menu' | 'openDialogue'>;
  readonly #actions: AccessActions;
  readonly #given = new Set<string>();
  #isMaster = false;
  #failures = 0;
  /** When a password is looked at again, as performance.now() has it. */
  #notBefore = 0;

  constructor(consoles: Pick<Consoles, 'menu' | 'openDialogue'>, actions: AccessActions) {
    this.#consoles = consoles;
    this.#actions = actions;
  }

  /** Whether what a key asks for may be done; where it is locked, a password is asked for. */
  async permits(request: Request): Promise<boolean> {
    if (open.has(request.type)) return true;
    // What is not on the menu has been changed.
    if (request.type === 'boot' && this.#consoles.menu.plan.entries.includes(request.entry))
      return this.#permitsEntry(request.entry);
    return this.#ask(this.#consoles.menu.messages.locked.menu, () =>
      barrierOfAll(this.#actions.readings(), this.#standing),
    );
  }

  /**
   * Whether an entry may boot by itself. One that names users asks for a password if it is the default, as its boot
   * loader does; else it is passed over, because nobody has chosen it.
   */
  async permitsAlone(entry: Entry): Promise<boolean> {
    if (!entry.users) return true;
    if (this.#isDefault(entry) || !this.#barrierOf(entry)) return this.#permitsEntry(entry);
    this.#actions.status(this.#consoles.menu.messages.locked.closed(quoted(entry)));
    return false;
  }

  #permitsEntry(entry: Entry): Promise<boolean> {
    return this.#ask(quoted(entry), () => this.#barrierOf(entry));
  }

  #barrierOf(entry: Entry): Barrier | undefined {
    return barrierOf(entry, this.#isDefault(entry), this.#actions.readings(), this.#standing);
  }

  #isDefault(entry: Entry): boolean {
    const chosen = this.#consoles.menu.plan.default;
    return chosen !== undefined && entryKey(chosen) === entryKey(entry);
  }

  get #standing() {
    const hasPassword = this.#actions.password() !== undefined;
    return { hasPassword, isMaster: this.#isMaster, given: this.#given };
  }

  async #ask(what: string, barrierNow: () => Barrier | undefined): Promise<boolean> {
    const first = barrierNow();
    if (!first) return true;
    const { messages, question } = this.#consoles.menu;
    const { locked } = messages;
    // There is one question at a time.
    if (question) return false;
    if (first.accounts.length === 0 && this.#actions.password() === undefined) {
      this.#actions.notice(locked.nobody(what));
      return false;
    }
    const names = [...new Set(first.accounts.map(({ name }) => name))];
    const title = locked.password(names.length === 0 ? what : `${what} (${names.join(', ')})`);
    const dialogue = this.#consoles.openDialogue(title, () => {});
    try {
      let remark = '';
      for (let barrier: Barrier | undefined = first; barrier; barrier = barrierNow()) {
        const answer = await dialogue.ask(remark);
        if (!answer) {
          this.#actions.status(locked.closed(what));
          this.#actions.attend();
          return false;
        }
        remark = (await this.#check(answer, barrier)) ? '' : locked.wrong;
      }
      this.#actions.status(locked.opened);
      return true;
    } finally {
      dialogue.close();
    }
  }

  /** Whether it is one of the passwords; it is wiped. After a wrong one the next is looked at only some time later. */
  async #check(answer: Uint8Array, { accounts }: Barrier): Promise<boolean> {
    const { locked } = this.#consoles.menu.messages;
    try {
      const seconds = Math.ceil((this.#notBefore - performance.now()) / 1000);
      if (seconds > 0) {
        this.#actions.status(locked.wait(seconds));
        await this.#actions.pause(seconds);
      }
      this.#actions.status(locked.checking);
      if (await this.#isKnown(answer, accounts.slice(0, mostAccounts))) {
        this.#failures = 0;
        return true;
      }
    } finally {
      answer.fill(0);
    }
    this.#notBefore = performance.now() + Math.min(longestPause, 2 ** this.#failures) * 1000;
    this.#failures += 1;
    this.#actions.status(locked.wrong);
    return false;
  }

  async #isKnown(answer: Uint8Array, accounts: Barrier['accounts']): Promise<boolean> {
    const password = this.#actions.password();
    // Read when they are needed, as is all of Node's cryptography.
    if (password !== undefined && (await (await import('./trust/scrypt.ts')).isPassword(answer, password))) {
      this.#isMaster = true;
      return true;
    }
    const { isAccountPassword } = await import('./trust/account-password.ts');
    for (const { key, password: own } of accounts) {
      if (!(await isAccountPassword(answer, own))) continue;
      this.#given.add(key);
      return true;
    }
    return false;
  }
}
