import type { Interpreter } from '../interpreter.ts';
import type { Maybe } from '../maybe.ts';
import type { Status } from '../status.ts';
import type { Simple } from '../syntax.ts';

/**
 * A command that GRUB has built in or loads as a module.
 * @param args byte strings behind the command's name; of a block that it does not run, the text is the last of them
 * @returns now, where it need not look at a volume
 */
export type CommandFunction = (grub: Interpreter, args: string[], command: Simple) => Maybe<Status>;

export type CommandTable = Readonly<Record<string, CommandFunction>>;
