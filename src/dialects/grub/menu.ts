import type { Block } from './syntax.ts';

/** A configuration file. */
export interface ConfigFile {
  /** `Identity.id` of its volume. */
  readonly volume: string;
  /** Its path there, as text. */
  readonly path: string;
  /** The disc image on the volume that the path is in. */
  readonly image?: string;
}

/** What `menuentry` and `submenu` put on a menu. Byte strings. */
export interface MenuItem {
  readonly title: string;
  /** `--id`, else the title. */
  readonly id: string;
  readonly hasId: boolean;
  readonly submenu: boolean;
  /** The title and what was written behind it: `$1`, `$2`, … in the body. */
  readonly args: readonly string[];
  /** What runs when it is chosen: a block, or a text that a command was given. */
  readonly body: Block | string;
  readonly classes: readonly string[];
  readonly hotkey?: string;
  /** Who may boot it: absent for everybody, empty for superusers. Counts only where `superusers` is set. */
  readonly users?: string;
  readonly file: ConfigFile;
  readonly line: number;
}

export type Menu = MenuItem[];
