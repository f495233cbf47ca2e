import type { Interpreter } from '../interpreter.ts';
import type { Maybe } from '../maybe.ts';
import type { Status } from '../status.ts';
import type { Simple } from '../syntax.ts';

/**
 * A command that GRUB has built in or loads as a module.
 * @param args byte strings behind the command's name; a block is the last of them, as text
 * @returns now, where it need not look at a volume
 */
export type CommandFunction = (grub: Interpreter, args: string[], command: Simple) => Maybe<Status>;

export type CommandTable = Readonly<Record<string, CommandFunction>>;
