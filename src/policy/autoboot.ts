// Boots without anybody there: the countdown, the default, and what comes next when that fails.

import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';
import { startCountdown } from './countdown.ts';
import { nextChoice } from './fallback.ts';
import type { Plan } from './plan.ts';

export interface Actions {
  /** Shows the countdown, in seconds. */
  tick(left: number, total: number): void;
  /** Tries to hand over. Comes back only when it failed, and has said why. */
  attempt(entry: Entry): Promise<void>;
  /** Whether disks that are known to be there are still being looked at. */
  busy(): boolean;
  /** Everything that can be booted has been tried in vain, and will be again after `seconds`. */
  again(seconds: number): void;
  /** Everything that can be booted has been tried in vain, as often as it shall be. */
  exhausted(): void;
}

/** How long a countdown that has ended waits for disks which are being looked at, in milliseconds. */
const patience = 1000;

/** The countdown between two rounds is longer than the first one, in seconds: it is time to see what went wrong. */
const between = (first: number) => Math.max(30, 2 * first);

export class Autoboot {
  readonly #actions: Actions;
  readonly #tried = new Set<string>();
  #plan: Plan | undefined;
  readonly #rounds: () => number;
  #round = 1;
  #state: 'idle' | 'counting' | 'attempting' | 'held' | 'cancelled' = 'idle';
  #counted = false;
  #stopCountdown = (): void => {};
  #wake = (): void => {};

  /** @param rounds tells how often everything is tried, by the settings of then */
  constructor(actions: Actions, rounds = () => 1) {
    this.#actions = actions;
    this.#rounds = rounds;
  }

  /** Takes a new plan: starts the countdown when there is a default, goes on when a failed round has a new choice. */
  follow(plan: Plan): void {
    this.#plan = plan;
    this.#wake();
    if (this.#state !== 'idle' || !plan.default || plan.timeout < 0) return;
    const total = this.#counted ? 0 : plan.timeout;
    if (this.#counted && !nextChoice(plan, this.#tried)) return;
    this.#counted = true;
    this.#count(total);
  }

  #count(total: number): void {
    this.#state = 'counting';
    this.#stopCountdown = startCountdown(
      total,
      (left) => this.#actions.tick(left, total),
      () => void this.#attemptAll(),
    );
  }

  /**
   * Somebody is there, but only to answer a question: nothing boots until {@link release}. False when that is too late,
   * because an entry is being loaded already.
   */
  hold(): boolean {
    if (this.#state === 'attempting') return false;
    if (this.#state !== 'cancelled') {
      this.#stopCountdown();
      this.#state = 'held';
    }
    return true;
  }

  /** The question has been answered: the countdown begins anew. */
  release(): void {
    if (this.#state !== 'held') return;
    this.#state = 'idle';
    this.#counted = false;
    if (this.#plan) this.follow(this.#plan);
  }

  /** What was tried in vain may be tried again, when the next plan comes. */
  renew(): void {
    if (this.#state !== 'idle') return;
    this.#tried.clear();
    this.#round = 1;
  }

  /** Somebody is there: nothing is chosen for them any more. */
  cancel(): void {
    this.#stopCountdown();
    this.#state = 'cancelled';
  }

  async #attemptAll(): Promise<void> {
    if (this.#state !== 'counting') return;
    this.#state = 'attempting';
    await this.#disksAreKnown();
    for (;;) {
      const choice = this.#choose();
      if (!choice || !this.#isAttempting()) break;
      this.#tried.add(entryKey(choice));
      await this.#actions.attempt(choice);
    }
    if (!this.#isAttempting()) return;
    if (this.#round < this.#rounds() && this.#tried.size > 0) {
      this.#round += 1;
      this.#tried.clear();
      const seconds = between(this.#plan?.timeout ?? 0);
      this.#actions.again(seconds);
      this.#count(seconds);
      return;
    }
    this.#state = 'idle';
    this.#actions.exhausted();
  }

  /** A cancellation may come in during any wait. */
  #isAttempting(): boolean {
    return this.#state === 'attempting';
  }

  #choose(): Entry | undefined {
    const plan = this.#plan;
    if (!plan) return undefined;
    const chosen = plan.default;
    return chosen && !this.#tried.has(entryKey(chosen)) ? chosen : nextChoice(plan, this.#tried);
  }

  /** A default on a disk that is read a moment later must not depend on which disk was faster. */
  async #disksAreKnown(): Promise<void> {
    const end = performance.now() + patience;
    while (this.#actions.busy() && performance.now() < end) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, end - performance.now());
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
