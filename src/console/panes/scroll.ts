// A text that is longer than the screen.

import type { Key } from '../keys.ts';
import { spelling } from '../keys.ts';
import { filled, type Line, plain, row, type Size, widest, wrap } from '../layout.ts';
import { withPane } from '../list.ts';
import type { Menu, Step } from '../model.ts';
import type { Pane } from './pane.ts';

/** The lines above and below the text. */
const frame = 4;
/** What closes a text besides the key that has opened it. */
const closing = ['escape', 'q', 'enter'];

const height = (size: Size): number => Math.max(1, size.rows - frame);
const wrapped = (text: string, size: Size): string[] => wrap(text, widest(size) - 1);

/** The first line from which on everything is seen up to the end. */
function lastTop(lines: readonly string[], size: Size): number {
  let room = height(size);
  let top = lines.length;
  while (top > 0) {
    room -= wrapped(lines[top - 1] ?? '', size).length;
    if (room < 0) break;
    top--;
  }
  // A single line may be longer than the screen.
  return Math.min(top, Math.max(0, lines.length - 1));
}

/**
 * What a key does with a text: it moves, or closes it.
 * @param top the first line that is seen; undefined for as far down as possible
 * @param own the key that opens this text, which closes it as well
 * @param moved the pane with another `top`
 */
export function scroll(
  menu: Menu,
  lines: readonly string[],
  top: number | undefined,
  key: Key,
  own: string,
  moved: (top: number | undefined) => Pane,
): Step {
  const spelled = spelling(key);
  if (spelled === own || closing.includes(spelled)) return { menu: withPane(menu) };
  if (spelled === 'ctrl-l') return { menu, request: { type: 'redraw' } };
  const last = lastTop(lines, menu.size);
  const at = Math.min(top ?? last, last);
  const page = Math.max(1, height(menu.size) - 1);
  const steps: Readonly<Record<string, number>> = {
    up: -1,
    down: 1,
    'page-up': -page,
    'page-down': page,
    ' ': page,
    home: Number.NEGATIVE_INFINITY,
    end: Number.POSITIVE_INFINITY,
  };
  const by = steps[spelled];
  if (by === undefined) return { menu };
  const to = Math.max(0, at + by);
  return { menu: { ...menu, pane: moved(to >= last ? undefined : to) } };
}

/** The picture of a text under `title`. */
export function scrolled(
  { messages }: Menu,
  title: string,
  lines: readonly string[],
  top: number | undefined,
  size: Size,
): Line[] {
  const last = lastTop(lines, size);
  const from = Math.min(top ?? last, last);
  const seen: string[] = [];
  for (let at = from; at < lines.length && seen.length < height(size); at++)
    seen.push(...wrapped(lines[at] ?? '', size));
  const body = seen.slice(0, height(size)).map((text) => row(text, size));
  const place = lines.length === 0 ? '' : `  ${Math.min(from + 1, lines.length)}/${lines.length}`;
  return filled(
    [row(title + place, size, 'heading'), plain(''), ...body],
    [plain(''), row(messages.paneHint, size, 'hint')],
    size,
  );
}
