import type { Accounts } from './accounts.ts';
import type { Diagnostic, Entry } from './entry.ts';
import type { BlockPlace } from './environment-change.ts';

/** What one configuration file says, read as its own boot loader reads it. */
export interface Reading {
  /** The file: `Identity.id` of its volume, and its path there. */
  readonly volume: string;
  readonly config: string;
  /** In menu order, submenus unfolded in place. At most one has `default` set. */
  readonly entries: readonly Entry[];
  /** Seconds until the default boots: 0 at once, -1 never by itself, undefined where the file does not say. */
  readonly timeout?: number;
  /** What is shown before the default boots: the menu, the seconds that are left, or nothing. */
  readonly timeoutStyle?: 'menu' | 'countdown' | 'hidden';
  /** Ids of the entries to boot where the default fails, in this order. */
  readonly fallback?: readonly string[];
  /**
   * How the boot loader came to its default: by what was set for one boot alone, by what was chosen last, or because the
   * configuration names it; undefined where nothing says so, and the first entry it is.
   */
  readonly chosenBy?: 'once' | 'saved' | 'named';
  /** True where the settings name it: its default comes before those of all others. */
  readonly wanted?: true;
  /** The environment block that the configuration reads and writes. */
  readonly environmentBlock?: BlockPlace;
  /** Who may do what, where the configuration asks for passwords. */
  readonly accounts?: Accounts;
  /** False where the configuration lets nobody change a cmdline before it boots. */
  readonly editor?: boolean;
  readonly diagnostics: readonly Diagnostic[];
}
