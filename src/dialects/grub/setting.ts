import type { Password } from '../../entry/accounts.ts';
import type { Hardware } from '../hardware.ts';
import type { BlockLog } from './block-log.ts';
import type { Budget } from './budget.ts';
import type { Device } from './device.ts';
import type { Environment } from './environment.ts';
import type { Files } from './files.ts';
import type { ConfigFile } from './menu.ts';
import type { Overlay } from './overlay.ts';
import type { FunctionDefinition } from './syntax.ts';

/** A function, and the file that its lines are counted in. */
export interface DefinedFunction extends FunctionDefinition {
  readonly file: ConfigFile;
}

/** Remarks, as byte strings, go here: on the configuration, or on the entry whose body runs. */
export type Note = (file: ConfigFile, line: number, message: string) => void;

/** What an Interpreter starts with. */
export interface Setting {
  readonly environment: Environment;
  readonly functions: Overlay<DefinedFunction>;
  readonly loopbacks: Overlay<Device>;
  /** Directories that a subvolume is mounted on, and its path. */
  readonly mounts: Overlay<string>;
  readonly files: Files;
  readonly blocks: BlockLog;
  /** Passwords that the script has set, by the user's name, a byte string. */
  readonly passwords: Overlay<Password>;
  readonly budget: Budget;
  readonly note: Note;
  readonly file: ConfigFile;
  readonly parameters?: readonly string[];
  /** Of the machine that the configuration is for, where that is known. */
  readonly hardware?: Hardware;
}

/** Why nothing more is to run: GRUB has left the script for good, or would wait for the user here. */
export type Stop = 'boot' | 'exit' | 'menu' | 'budget';
