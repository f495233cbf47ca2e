/** One thing at a time for what has several members, and a bound on the wait for those that are missing. */
export class Turn {
  #last: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /** Runs `step` when what was begun before has ended, whether it worked or not; gives what it gives. */
  take<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#last.then(step);
    this.#last = result.catch(() => {});
    return result;
  }

  /** Takes a turn in `milliseconds`, unless this is called again or the wait ended before. `step` must not raise an error. */
  later(milliseconds: number, step: () => Promise<void>): void {
    this.endWait();
    this.#timer = setTimeout(() => void this.take(step), milliseconds);
  }

  endWait(): void {
    clearTimeout(this.#timer);
  }
}
