import type { Script } from './script.ts';
import type { Settings } from './settings.ts';

/** A file that was fetched. */
export interface Image {
  readonly name: string;
  readonly uri: string;
  /** What `uri` is relative to. */
  readonly base: string;
  readonly cmdline: string;
}

export interface MenuItem {
  /** Undefined for what cannot be chosen. */
  readonly name: string | undefined;
  readonly text: string;
  readonly key: string | undefined;
  readonly default: boolean;
  readonly config: string;
  readonly line: number;
}

export interface Menu {
  readonly title: string;
  readonly items: readonly MenuItem[];
}

/** A script that runs. */
export interface Frame {
  readonly script: Script;
  /** Index of the line that comes next. */
  next: number;
  /** What is left of the line that runs, from the `;`, `&&` or `||` before it on. */
  rest: readonly string[];
  /** Status of the last command; 0 is success. */
  status: number;
}

/** All that a running script can change. */
export interface State {
  readonly settings: Settings;
  images: readonly Image[];
  /** Name of the image that `boot` boots. */
  selected: string | undefined;
  readonly menus: Map<string, Menu>;
  /** Scripts that run each other, the innermost last. */
  readonly frames: Frame[];
  /** Sentences about what is not carried out, for the entries that come of it. */
  remarks: readonly string[];
}

export function cloneState(state: State): State {
  return {
    ...state,
    settings: state.settings.clone(),
    menus: new Map(state.menus),
    frames: state.frames.map((frame) => ({ ...frame })),
  };
}

/** The line, from 1, that ended a script. */
export interface Place {
  readonly script: Script;
  readonly line: number;
}

/** Where a script leads without a key being pressed. */
export type Outcome =
  | {
      readonly what: 'boot';
      readonly image: Image;
      readonly initrds: readonly Image[];
      readonly remarks: readonly string[];
      readonly at: Place;
    }
  | { readonly what: 'menu'; readonly choice: MenuChoice; readonly state: State }
  | {
      readonly what: 'end';
      readonly kind: 'chainload' | 'none';
      readonly why: string;
      /** The script that it goes on with, which nobody could be asked for. */
      readonly url?: string;
      readonly remarks: readonly string[];
      readonly at: Place;
    };

/** A `choose`: what it asks, and where the answer goes. */
export interface MenuChoice {
  readonly menu: Menu;
  /** The items that can be chosen. */
  readonly items: readonly MenuItem[];
  /** Index in `items` of the one that is taken when the time is over. */
  readonly default: number;
  /** Milliseconds; 0 waits for ever. */
  readonly timeout: number;
  readonly setting: string;
}
