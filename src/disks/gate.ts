/** How long a task may take before the next one is let in beside it, in milliseconds: a disk may never answer. */
const patience = 2000;

/** Lets a few tasks run at once and the others wait for their turn, so that the first ones end early. */
export class Gate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** @param width how many tasks run at once */
  constructor(width: number) {
    this.#free = width;
  }

  /** Runs `task` when it is its turn; what it returns or throws. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((enter) => this.#waiting.push(enter));
    let inside = true;
    const leave = (): void => {
      if (!inside) return;
      inside = false;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    };
    const timer = setTimeout(leave, patience);
    try {
      return await task();
    } finally {
      clearTimeout(timer);
      leave();
    }
  }
}
