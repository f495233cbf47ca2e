// What a configuration says, before anything of it is looked up on a volume.

/** A command that the configuration names beside its labels, and where. */
export interface Directive {
  readonly text: string;
  /** Path on the volume. */
  readonly config: string;
  readonly line: number;
}

/** What choosing an item does: run its command, or go about in the menus. */
export type Action = 'command' | 'submenu' | 'goto' | 'exit' | 'quit' | 'help' | 'disabled';

export interface Item {
  readonly menu: Menu;
  /** Name of the LABEL; undefined for what cannot be called by a name. */
  readonly label: string | undefined;
  /** What the menu shows, with `^` before its hotkey. */
  text: string;
  readonly action: Action;
  /** `KERNEL ARGUMENTS`, or `.TYPE KERNEL ARGUMENTS` where the type was said. */
  readonly command: string;
  /** The menu below it, of a `submenu`. */
  submenu?: Menu;
  /** File that U-Boot would hand over as device tree, as it is written. */
  readonly devicetree?: string;
  /** Files of its overlays, separated by spaces. */
  readonly overlays?: string;
  /** Sentences about what of the label is not carried out. */
  readonly remarks: readonly string[];
  /** Path on the volume. */
  readonly config: string;
  readonly line: number;
}

export interface Menu {
  /** Name for MENU GOTO. */
  readonly label: string;
  readonly parent?: Menu;
  readonly parentItem?: Item;
  readonly items: Item[];
  /** Index of the item that is chosen to begin with. */
  default: number;
  /** Tenths of a second; 0 waits for ever. */
  timeout: number;
  onTimeout?: Directive;
}

/** One or several configuration files, read one after the other. */
export interface Configuration {
  readonly root: Menu;
  /** The menu that is shown first. */
  start: Menu;
  /** Items that no menu shows (MENU HIDE). */
  readonly hidden: Menu;
  /** Every item in the order of the files. */
  readonly items: Item[];
  /** The first item of each label, in whatever menu. */
  readonly labels: Map<string, Item>;
  /** The last DEFAULT. */
  default?: Directive;
  /** The last UI. */
  ui?: Directive;
  prompt: boolean;
  /** The last TIMEOUT and TOTALTIMEOUT in tenths of a second; 0 waits for ever. */
  timeout: number;
  totalTimeout: number;
  onTimeout?: Directive;
  /** The label that is started where a kernel cannot be loaded (ONERROR). */
  onError?: string;
  /** Whether a menu boots its default at once where no shift key is held (MENU SHIFTKEY). */
  shiftKey: boolean;
  /** Whether the menu stays off the screen until a key is pressed (MENU HIDDEN). */
  hiddenMenu: boolean;
  /** Whether a name that is no label is taken as a file (IMPLICIT). */
  implicit: boolean;
}
