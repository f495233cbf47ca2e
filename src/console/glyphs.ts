// The characters that are drawn with, by what a terminal can show.

export interface Glyphs {
  /** The countdown's bar: its ends, what is left, and what is over. */
  readonly bar: readonly [start: string, left: string, over: string, end: string];
  /** What stands before the default, before a fold that is open, and before one that is not. */
  readonly default: string;
  readonly open: string;
  readonly folded: string;
  /** What the line below the heading is made of; empty for none. */
  readonly rule: string;
}

export const ascii: Glyphs = { bar: ['[', '#', '-', ']'], default: '*', open: '-', folded: '+', rule: '' };

/** All of them are in the font that PCs have had from the beginning (code page 437), which Linux's console begins with. */
export const unicode: Glyphs = {
  bar: ['', '\u2588', '\u2591', ''],
  default: '*',
  open: '\u25bc',
  folded: '\u25ba',
  rule: '\u2500',
};
