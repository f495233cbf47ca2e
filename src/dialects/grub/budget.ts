/**
 * How much work one configuration may cause. A loop without an end or a function that calls itself is cut off, and so
 * is a menu entry alone (`fork`), so that a broken entry leaves the others their share.
 */
export class Budget {
  readonly #above: Budget | undefined;
  #left: number;

  /** @param steps about one for each command, word list and kilobyte of text; a million take well under a second */
  constructor(steps: number, above?: Budget) {
    this.#left = steps;
    this.#above = above;
  }

  get left(): number {
    return Math.max(0, Math.min(this.#left, this.#above?.left ?? Infinity));
  }

  /** Takes from what is left. False when nothing is left. */
  spend(steps: number): boolean {
    this.#left -= steps;
    return this.#left > 0 && (this.#above?.spend(steps) ?? true);
  }

  fork(steps: number): Budget {
    return new Budget(steps, this);
  }
}
