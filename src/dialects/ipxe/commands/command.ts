import type { Run } from '../run.ts';
import type { Outcome } from '../state.ts';

/** A command's status, 0 for success, or where it leads. */
export type Result = number | Outcome | undefined;

export interface Command {
  /** @param args what follows the command, expanded */
  run(run: Run, args: readonly string[]): Result | Promise<Result>;
  /** Whether it fetches what is booted, so that a setting that is missing matters. */
  readonly loads?: boolean;
}

export type CommandTable = Readonly<Record<string, Command>>;
