/** A file that has what manages a system do something. */
export interface UnitFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
  /** Where it points, instead of a text, when it is a link. */
  readonly target?: string;
  /** Commands, each a program with its arguments, that tell the manager of it, and that it is to be taken away. */
  readonly enable?: readonly string[];
  readonly disable?: readonly string[];
}

export const head = '# Written by "baton install-units"; "baton install-units --remove" takes it away.';

export const description = 'Load the next kernel, so that a restart does without the firmware';
