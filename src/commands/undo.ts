import { constants } from 'node:os';

type Step = () => Promise<void>;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What has to be undone when a command is through, however it ends. */
export class Undo {
  readonly #steps: Step[] = [];

  /** Adds a step, to be taken before those that were added earlier. It must not depend on what it undoes having worked. */
  add(step: Step): void {
    this.#steps.push(step);
  }

  /**
   * Runs `work`, and then all steps that were added meanwhile, also when it throws or when a signal is to end the
   * process. A step that fails costs no other one its turn; the error comes through when `work` had none.
   */
  async around<T>(work: () => Promise<T>): Promise<T> {
    const end = (signal: (typeof signals)[number]) =>
      void this.#run().finally(() => process.exit(128 + constants.signals[signal]));
    for (const signal of signals) process.once(signal, end);
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await this.#run().catch(() => {});
      throw error;
    } finally {
      for (const signal of signals) process.off(signal, end);
    }
    await this.#run();
    return result;
  }

  async #run(): Promise<void> {
    let failure: unknown;
    for (let step = this.#steps.pop(); step; step = this.#steps.pop())
      await step().catch((error) => {
        failure ??= error;
      });
    if (failure) throw failure;
  }
}
