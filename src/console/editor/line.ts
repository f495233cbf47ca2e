// One line that is being edited: a pure function from a line and what is done to it to the next line. The actions are
// those of GNU Readline. https://tiswww.case.edu/php/chet/readline/readline.html#Bindable-Readline-Commands

import { after, argumentBegin, before, wordBegin, wordEnd } from './characters.ts';

export interface Line {
  readonly text: string;
  /** In code units; always where a character begins or at the end. */
  readonly cursor: number;
  /** What was cut out last, for `yank`. */
  readonly cut: string;
  /** What `undo` goes back to, newest last. */
  readonly past: readonly State[];
  /** What was entered before, newest last; and at which of them this is, past its end where it is none of them. */
  readonly history: readonly string[];
  readonly at: number;
  /** What was there before the history was looked through. */
  readonly draft: string;
  /** What was done last: letters typed in a row are undone at once, and what is cut in a row is kept together. */
  readonly last?: Action['type'];
}

type State = Pick<Line, 'text' | 'cursor'>;

export type Action =
  | { readonly type: 'insert'; readonly text: string }
  | { readonly type: Motion | Deletion | 'yank' | 'undo' | 'earlier' | 'later' };

type Motion = 'back' | 'forward' | 'word-back' | 'word-forward' | 'begin' | 'end';
type Deletion =
  | 'erase'
  | 'delete'
  | 'cut-to-begin'
  | 'cut-to-end'
  | 'cut-argument'
  | 'cut-word-back'
  | 'cut-word-forward';

/** Longer than the cmdline of any kernel. What goes beyond is not taken. */
const capacity = 8192;
const mostUndos = 200;

/** A line with the cursor at its end. @param history what was entered before, newest last */
export function startLine(text = '', history: readonly string[] = []): Line {
  const whole = clean(text);
  return { text: whole, cursor: whole.length, cut: '', past: [], history, at: history.length, draft: whole };
}

/** What is one line: control characters, which a paste may hold, become spaces. */
function clean(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').slice(0, capacity);
}

const motions: Readonly<Record<Motion, (line: State) => number>> = {
  back: ({ text, cursor }) => before(text, cursor),
  forward: ({ text, cursor }) => after(text, cursor),
  'word-back': ({ text, cursor }) => wordBegin(text, cursor),
  'word-forward': ({ text, cursor }) => wordEnd(text, cursor),
  begin: () => 0,
  end: ({ text }) => text.length,
};

/** From the cursor to where; and whether what is taken away can be brought back. */
const deletions: Readonly<Record<Deletion, { readonly to: (line: State) => number; readonly cuts: boolean }>> = {
  erase: { to: motions.back, cuts: false },
  delete: { to: motions.forward, cuts: false },
  'cut-to-begin': { to: motions.begin, cuts: true },
  'cut-to-end': { to: motions.end, cuts: true },
  'cut-argument': { to: ({ text, cursor }) => argumentBegin(text, cursor), cuts: true },
  'cut-word-back': { to: motions['word-back'], cuts: true },
  'cut-word-forward': { to: motions['word-forward'], cuts: true },
};

const isMotion = (type: string): type is Motion => Object.hasOwn(motions, type);
const isDeletion = (type: string): type is Deletion => Object.hasOwn(deletions, type);

/** The line after `action`. */
export function edit(line: Line, action: Action): Line {
  return { ...done(line, action), last: action.type };
}

function done(line: Line, action: Action): Line {
  if (action.type === 'insert') return insert(line, action.text, line.last === 'insert' && action.text !== ' ');
  if (isMotion(action.type)) return { ...line, cursor: motions[action.type](line) };
  if (isDeletion(action.type)) return remove(line, action.type);
  if (action.type === 'yank') return insert(line, line.cut, false);
  if (action.type === 'undo') return undo(line);
  return recall(line, action.type === 'earlier' ? -1 : 1);
}

/** The line with another text and cursor. @param goesOn whether this is undone together with what came before it */
function changed(line: Line, state: State, goesOn: boolean): Line {
  if (state.text === line.text) return { ...line, ...state };
  const { text, cursor } = line;
  const past = goesOn ? line.past : [...line.past, { text, cursor }].slice(-mostUndos);
  return { ...line, ...state, past };
}

function insert(line: Line, given: string, goesOn: boolean): Line {
  const { text, cursor } = line;
  const added = clean(given).slice(0, capacity - text.length);
  const whole = text.slice(0, cursor) + added + text.slice(cursor);
  return changed(line, { text: whole, cursor: cursor + added.length }, goesOn);
}

function remove(line: Line, type: Deletion): Line {
  const { text, cursor } = line;
  const { to, cuts } = deletions[type];
  const end = to(line);
  const [from, until] = end < cursor ? [end, cursor] : [cursor, end];
  const taken = text.slice(from, until);
  const next = changed(line, { text: text.slice(0, from) + text.slice(until), cursor: from }, line.last === type);
  if (!cuts || taken === '') return next;
  const before = line.last !== undefined && isDeletion(line.last) && deletions[line.last].cuts ? line.cut : '';
  return { ...next, cut: end < cursor ? taken + before : before + taken };
}

function undo(line: Line): Line {
  const state = line.past.at(-1);
  return state ? { ...line, ...state, past: line.past.slice(0, -1) } : line;
}

function recall(line: Line, by: number): Line {
  const at = line.at + by;
  if (at < 0 || at > line.history.length) return line;
  const draft = line.at === line.history.length ? line.text : line.draft;
  const text = line.history[at] ?? draft;
  return { ...changed(line, { text, cursor: text.length }, false), at, draft };
}
