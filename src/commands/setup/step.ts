// What is to be done to the machine, in steps that can be told before they are taken, and taken back when one fails.

export interface Step {
  /** What it does, as a sentence. */
  readonly text: string;
  run(): Promise<void>;
  /** Takes back what `run` did, also where that came only half way; absent where the steps before it need not be undone. */
  undo?(): Promise<void>;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Takes the steps, one after the other. Where one fails, or a signal asks for the end meanwhile, it is undone, and then
 * those before it, the last one first.
 * @param tell is given what each step has done
 * @throws what the step threw; with a sentence behind it for each step that could not be undone
 */
export async function takeSteps(steps: readonly Step[], tell: (text: string) => void): Promise<void> {
  let signal: (typeof signals)[number] | undefined;
  const note = (given: (typeof signals)[number]) => {
    signal = given;
  };
  for (const name of signals) process.on(name, note);
  const begun: Step[] = [];
  try {
    for (const step of steps) {
      begun.push(step);
      await step.run();
      // A step is never left in the middle: each has a bound of its own.
      if (signal && step !== steps.at(-1)) throw new Error(`it was interrupted (${signal}).`);
      tell(step.text);
    }
  } catch (failure) {
    const left = await undo(begun);
    if (left.length === 0) throw failure;
    throw new Error([messageOf(failure), ...left].join(' '), { cause: failure });
  } finally {
    for (const name of signals) process.off(name, note);
  }
}

/**
 * Takes the steps, one after the other. Where one fails it alone is undone: what was taken away before stays away, and
 * whoever begins again goes on from there.
 * @throws what the step threw
 */
export async function takeEach(steps: readonly Step[], tell: (text: string) => void): Promise<void> {
  for (const step of steps) await takeSteps([step], tell);
}

/** @returns sentences about what could not be undone */
async function undo(steps: readonly Step[]): Promise<string[]> {
  const left: string[] = [];
  for (const step of steps.toReversed())
    await step.undo?.().catch((failure) => {
      left.push(`This could not be undone: ${step.text} ${messageOf(failure)}`);
    });
  return left;
}

/** The message of a failure as a sentence. */
export function messageOf(failure: unknown): string {
  const text = failure instanceof Error ? failure.message : String(failure);
  return text.endsWith('.') ? text : `${text}.`;
}
