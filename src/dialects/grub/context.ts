import type { Boot } from './boot.ts';
import type { Environment } from './environment.ts';
import type { Files } from './files.ts';
import type { ConfigFile, Menu } from './menu.ts';
import type { Setting, Stop } from './setting.ts';
import type { Status } from './status.ts';
import { viewOf } from './subvolumes.ts';

/** What is said of a script whose budget is used up (`stop`). */
export const CUT_OFF = 'this takes more work than any boot menu needs, so it was cut off here';

/** A remark that quotes the script is cut off here, in bytes. */
const MAX_MESSAGE = 300;

/** What a script can change while it runs, and what it runs in. */
export class Context {
  readonly setting: Setting;
  readonly environment: Environment;
  readonly menu: Menu = [];
  parameters: readonly string[] | undefined;
  file: ConfigFile;
  line = 0;
  /** What the loader commands loaded; undefined when the last of them failed. */
  boot: Boot | undefined;
  /** What the last loader command that failed was to load. */
  attempt: Boot | undefined;
  stop: Stop | undefined;
  /** The menu that is shown in place of this one, since `configfile` or `normal` ran. */
  shown: this | undefined;
  /** Loops still to be left by `break` or `continue`. */
  breaks = 0;
  continuing = false;
  /** Loops around the command that runs, within the function that runs. */
  loops = 0;
  /** Set by `return`: what remains of the function is passed over. */
  returning = false;
  /** The file that was run first: the one that the menu is of. */
  configuration: ConfigFile | undefined;
  /** Configuration files that run, each sourced by the one before it. */
  configurations = 0;

  constructor(setting: Setting) {
    this.setting = setting;
    this.environment = setting.environment;
    this.parameters = setting.parameters;
    this.file = setting.file;
  }

  variable(name: string): string | undefined {
    return this.environment.get(name);
  }

  get root(): string {
    return this.environment.get('root') ?? '';
  }

  get files(): Files {
    const { files, mounts } = this.setting;
    return files.hasSubvolumes ? files.seenFrom(viewOf(this.environment, mounts)) : files;
  }

  /**
   * Notes a remark on the line that runs; gives back `status`, so that a command can return it.
   * @param message byte string
   */
  fail(status: Status, message: string): Status {
    const text = message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}...` : message;
    this.setting.note(this.file, this.line, text);
    return status;
  }

  /** Takes from the budget; false, and everything stopped, when it is used up. */
  spend(steps: number): boolean {
    if (this.stop === 'budget') return false;
    if (this.setting.budget.spend(steps)) return true;
    this.stop = 'budget';
    return false;
  }
}
