import type { SourceText } from './source-text.ts';
import type { Part, Word } from './syntax.ts';
import { makeWord } from './word.ts';

/** `keyword` and `name` are words that the grammar treats apart; `bad` and `eof` end a statement. */
export interface Token {
  readonly kind: 'word' | 'name' | 'keyword' | 'newline' | 'operator' | 'bad' | 'eof';
  /** The source of a keyword, name or operator; the complaint of a bad one. */
  readonly text: string;
  readonly word: Word | undefined;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** A word without any quoting. */
interface Plain {
  readonly kind: 'word' | 'name' | 'keyword';
  readonly word: Word;
}

/** A menu of thousands of entries has half a million tokens, so that one object is all of them in turn. */
type Reused = { -readonly [Field in keyof Token]: Token[Field] };

const KEYWORDS = new Set('case do done elif else esac fi for if in select then until while function [[ ]]'.split(' '));
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PLAIN = /[^{}|&$;<> \t\n'"\\]+/y;
const OPERATORS = '|&;<>{}';
const DOUBLE_OPERATORS = new Set(['||', '&&', ';;']);
const VARIABLE = /\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[?#*@]|\{(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[?#*@])\})/y;
const DOUBLE_PLAIN = /[^"$\\]+/y;
/** After these a word goes on. */
const CONTINUES = '\\\'"$';
/** Within `$"…"` a backslash stays doubled: the message is scanned for variables once more when it is used. */
const MESSAGE_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '"', '\n': '' };
/** Words of more pieces than this are refused: no boot loader's configuration has them, and they cost memory. */
const MAX_PARTS = 10_000;
const MAX_WORDS = 10_000;

/**
 * GRUB's lexer (grub-core/script/yylex.l): words with their quoting taken apart, operators, newlines. It keeps the
 * line number and goes forward only, in time linear in the text.
 */
export class Lexer {
  readonly #source: SourceText;
  readonly #words = new Map<string, Plain>();
  readonly #token: Reused = { kind: 'eof', text: '', word: undefined, line: 0, start: 0, end: 0 };
  #at = 0;
  #line: number;
  #gap = 0;
  /** Offset of the first newline that has not been passed; the text's length when there is none. */
  #newline = -1;

  constructor(source: SourceText) {
    this.#source = source;
    this.#line = source.firstLine;
    this.#findNewline();
    this.#passGaps();
  }

  get text(): string {
    return this.#source.text;
  }

  /** Passes over the rest of the line: where GRUB goes on after a syntax error. */
  skipLine(): void {
    this.#moveTo(Math.min(this.#newline + 1, this.text.length));
  }

  skipAll(): void {
    this.#at = this.text.length;
  }

  /** The next token. It is the same object each time: what is to be kept of it has to be copied. */
  next(): Token {
    this.#skipBlanks();
    const start = this.#at;
    const token = this.#token;
    token.start = start;
    token.line = this.#line;
    const char = this.text[start];
    if (char === undefined) this.#become('eof', 'end of file');
    else if (char === '\n') {
      this.#moveTo(start + 1);
      this.#become('newline', '\n');
    } else if (OPERATORS.includes(char)) {
      const pair = this.text.slice(start, start + 2);
      const operator = DOUBLE_OPERATORS.has(pair) ? pair : char;
      this.#at += operator.length;
      this.#become('operator', operator);
    } else this.#word();
    return token;
  }

  #become(kind: Token['kind'], text: string, word?: Word): void {
    const token = this.#token;
    token.kind = kind;
    token.text = text;
    token.word = word;
    token.end = this.#at;
  }

  #skipBlanks(): void {
    for (;;) {
      while (this.text[this.#at] === ' ' || this.text[this.#at] === '\t') this.#at += 1;
      if (this.text[this.#at] !== '#') return;
      this.#at = this.#newline;
    }
  }

  #word(): void {
    const plain = this.#take(PLAIN);
    if (plain !== '' && !CONTINUES.includes(this.text[this.#at]!)) {
      const { kind, word } = this.#plain(plain);
      this.#become(kind, plain, word);
      return;
    }
    const parts: Part[] = plain === '' ? [] : [{ kind: 'text', text: plain }];
    const complaint = this.#parts(parts);
    if (complaint !== undefined) this.#become('bad', complaint);
    else this.#become('word', '', makeWord(parts));
  }

  /** The same words come again and again, so those without any quoting are kept. */
  #plain(text: string): Plain {
    const known = this.#words.get(text);
    if (known) return known;
    const kind = KEYWORDS.has(text) ? 'keyword' : NAME.test(text) ? 'name' : 'word';
    const plain: Plain = { kind, word: makeWord([{ kind: 'text', text }]) };
    if (this.#words.size < MAX_WORDS) this.#words.set(text, plain);
    return plain;
  }

  /** Adds the rest of a word's parts; a complaint where it is none. */
  #parts(parts: Part[]): string | undefined {
    for (;;) {
      const plain = this.#take(PLAIN);
      if (plain !== '') parts.push({ kind: 'text', text: plain });
      let complaint: string | undefined;
      const char = this.text[this.#at];
      if (char === '\\') complaint = this.#escape(parts);
      else if (char === "'") complaint = this.#single(parts);
      else if (char === '"') complaint = this.#double(parts);
      else if (char === '$') complaint = this.#dollar(parts);
      else return undefined;
      if (complaint !== undefined) return complaint;
      if (parts.length > MAX_PARTS) return 'a word of too many pieces';
    }
  }

  /** A backslash keeps the next character from being special; before a newline both vanish. */
  #escape(parts: Part[]): string | undefined {
    if (this.text[this.#at + 1] === '\n') {
      this.#moveTo(this.#at + 2);
      return this.#at < this.text.length ? undefined : 'the file ends within a continued line';
    }
    parts.push({ kind: 'text', text: this.text.slice(this.#at, this.#at + 2) });
    this.#at += 2;
    return undefined;
  }

  #single(parts: Part[]): string | undefined {
    const close = this.text.indexOf("'", this.#at + 1);
    if (close < 0) return this.#unterminated("'");
    parts.push({ kind: 'quoted', text: this.text.slice(this.#at + 1, close) });
    this.#moveTo(close + 1);
    return undefined;
  }

  #double(parts: Part[]): string | undefined {
    let text = '';
    let complaint: string | undefined;
    this.#at += 1;
    for (;;) {
      const start = this.#at;
      const plain = this.#take(DOUBLE_PLAIN);
      if (plain !== '') {
        text += plain;
        this.#at = start;
        this.#moveTo(start + plain.length);
      }
      const char = this.text[this.#at];
      if (char === undefined) return this.#unterminated('"');
      if (char === '"') break;
      if (char === '\\') {
        const next = this.text[this.#at + 1] ?? '';
        if (next !== '\n') text += '$\\"'.includes(next) ? next : `\\${next}`;
        this.#moveTo(this.#at + 2);
        continue;
      }
      const variable = this.#variable();
      if (variable === undefined) {
        complaint ??= 'a $ that names no variable';
        this.#at += 1;
        continue;
      }
      parts.push({ kind: 'quoted', text }, { kind: 'quoted-variable', text: variable });
      text = '';
    }
    this.#at += 1;
    parts.push({ kind: 'quoted', text });
    return complaint;
  }

  #dollar(parts: Part[]): string | undefined {
    const variable = this.#variable();
    if (variable !== undefined) {
      parts.push({ kind: 'variable', text: variable });
      return undefined;
    }
    if (this.text[this.#at + 1] !== '"') return 'a $ that names no variable';
    let end = this.#at + 2;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === '\\' ? 2 : 1;
    if (end >= this.text.length) return this.#unterminated('$"');
    const text = this.text.slice(this.#at + 2, end).replace(/\\([\\"\n])/g, (_, char) => MESSAGE_ESCAPES[char] ?? '');
    parts.push({ kind: 'message', text });
    this.#moveTo(end + 1);
    return undefined;
  }

  #unterminated(quote: string): string {
    this.#moveTo(this.text.length);
    return `a ${quote} that is never closed`;
  }

  /** The name of the variable that stands here, and passes it. */
  #variable(): string | undefined {
    const found = this.#take(VARIABLE);
    return found === '' ? undefined : found[1] === '{' ? found.slice(2, -1) : found.slice(1);
  }

  /** What matches here, and passes it; empty where nothing does. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.text)) return '';
    const start = this.#at;
    this.#at = pattern.lastIndex;
    return this.text.slice(start, this.#at);
  }

  /** Moves over text that may hold newlines. */
  #moveTo(offset: number): void {
    while (this.#newline < offset) {
      this.#line += 1;
      this.#at = this.#newline + 1;
      this.#findNewline();
      this.#passGaps();
    }
    this.#at = offset;
  }

  #findNewline(): void {
    const found = this.text.indexOf('\n', this.#newline + 1);
    this.#newline = found < 0 ? this.text.length : found;
  }

  #passGaps(): void {
    const { gaps } = this.#source;
    while (this.#gap < gaps.length && gaps[this.#gap]!.offset <= this.#at) {
      this.#line += gaps[this.#gap]!.lines;
      this.#gap += 1;
    }
  }
}
