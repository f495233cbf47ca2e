// How the menu looks on one terminal, by what is wished for and by what the terminal is.

import { readFileSync } from 'node:fs';
import { ascii, type Glyphs, unicode } from './glyphs.ts';
import type { Size } from './layout.ts';
import type { Language } from './messages/languages.ts';
import { colours, monochrome, type Palette } from './screen.ts';

/** The settings of these names. */
export interface Appearance {
  /** Lines in place of a screen. */
  readonly plain: boolean;
  readonly language: Language;
  /** `auto` has colours on screens; `on` on serial lines as well. */
  readonly colour: 'auto' | 'on' | 'off';
  /** `auto` draws with more than ASCII on screens that take UTF-8. */
  readonly drawing: 'auto' | 'ascii' | 'utf8';
}

export const usualAppearance: Appearance = { plain: false, language: 'en', colour: 'auto', drawing: 'auto' };

/** A screen of the machine's own, as opposed to a serial line: `tty0`, `tty1`. */
export const isScreen = (name: string): boolean => /^tty\d+$/.test(name);

export function paletteFor(name: string, { colour }: Appearance): Palette {
  return colour === 'on' || (colour === 'auto' && isScreen(name)) ? colours : monochrome;
}

export function glyphsFor(name: string, { drawing }: Appearance): Glyphs {
  if (drawing === 'auto') return isScreen(name) && screensTakeUtf8() ? unicode : ascii;
  return drawing === 'utf8' ? unicode : ascii;
}

let takeUtf8: boolean | undefined;

/** Whether the kernel's screens are in UTF-8 mode (vt.default_utf8). */
function screensTakeUtf8(): boolean {
  try {
    takeUtf8 ??= readFileSync('/sys/module/vt/parameters/default_utf8', 'utf8').trim() === '1';
  } catch {
    takeUtf8 = false;
  }
  return takeUtf8;
}

/** The name and, where it is given, the size in `ttyS0:132x50`. */
export function parseConsole(text: string): { readonly name: string; readonly size?: Size } {
  const [, name, columns, rows] = /^([^:]*):(\d{1,4})x(\d{1,4})$/.exec(text) ?? [];
  if (name === undefined || Number(columns) === 0 || Number(rows) === 0) return { name: text.replace(/:.*/, '') };
  return { name, size: { columns: Number(columns), rows: Number(rows) } };
}
