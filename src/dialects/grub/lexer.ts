import type { SourceText } from './source-text.ts';
import type { Part, Word } from './syntax.ts';
import { makeWord } from './word.ts';

/** `keyword` and `name` are words that the grammar treats apart; `bad` and `eof` end a statement. */
export interface Token {
  readonly kind: 'word' | 'name' | 'keyword' | 'newline' | 'operator' | 'bad' | 'eof';
  /** The source of a keyword, name or operator; the complaint of a bad one. */
  readonly text: string;
  readonly word?: Word;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

const KEYWORDS = new Set('case do done elif else esac fi for if in select then until while function [[ ]]'.split(' '));
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PLAIN = /[^{}|&$;<> \t\n'"\\]+/y;
const SPACE = /[ \t]+/y;
const OPERATOR = /\|\||&&|;;|[|&;<>{}]/y;
const VARIABLE = /\$(?:([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[?#*@])|\{([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[?#*@])\})/y;
const DOUBLE_PLAIN = /[^"$\\]+/y;
/** Within `$"…"` a backslash stays doubled: the message is scanned for variables once more when it is used. */
const MESSAGE_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '"', '\n': '' };
/** Words of more pieces than this are refused: no boot loader's configuration has them, and they cost memory. */
const MAX_PARTS = 10_000;

/**
 * GRUB's lexer (grub-core/script/yylex.l): words with their quoting taken apart, operators, newlines. It keeps the
 * line number and goes forward only, in time linear in the text.
 */
export class Lexer {
  readonly #source: SourceText;
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

  get offset(): number {
    return this.#at;
  }

  /** Goes on at the line after the one that `offset` lies on: where GRUB resumes after a syntax error. */
  skipLine(offset: number): void {
    this.#moveTo(offset);
    this.#moveTo(Math.min(this.#newline + 1, this.text.length));
  }

  next(): Token {
    this.#skipBlanks();
    const start = this.#at;
    const line = this.#line;
    if (start >= this.text.length) return { kind: 'eof', text: 'end of file', line, start, end: start };
    if (this.text[start] === '\n') {
      this.#moveTo(start + 1);
      return { kind: 'newline', text: '\n', line, start, end: this.#at };
    }
    const operator = this.#match(OPERATOR);
    if (operator) {
      this.#at += operator[0].length;
      return { kind: 'operator', text: operator[0], line, start, end: this.#at };
    }
    return this.#word(start, line);
  }

  #skipBlanks(): void {
    for (;;) {
      const space = this.#match(SPACE);
      if (space) this.#at += space[0].length;
      if (this.text[this.#at] !== '#') return;
      this.#at = this.#newline;
    }
  }

  #word(start: number, line: number): Token {
    const parts: Part[] = [];
    let complaint: string | undefined;
    scan: for (;;) {
      const plain = this.#match(PLAIN);
      if (plain) {
        this.#at += plain[0].length;
        parts.push({ kind: 'text', text: plain[0] });
      }
      switch (this.text[this.#at]) {
        case '\\':
          complaint ??= this.#escape(parts);
          break;
        case "'":
          complaint ??= this.#single(parts);
          break;
        case '"':
          complaint ??= this.#double(parts);
          break;
        case '$':
          complaint ??= this.#dollar(parts);
          break;
        default:
          break scan;
      }
      if (parts.length > MAX_PARTS) complaint = 'a word of too many pieces';
      if (complaint) break;
    }
    const end = this.#at;
    if (complaint) return { kind: 'bad', text: complaint, line, start, end };
    const word = makeWord(parts);
    const raw =
      parts.length === 1 && parts[0]?.kind === 'text' && end - start === parts[0].text.length ? parts[0].text : '';
    const kind = KEYWORDS.has(raw) ? 'keyword' : NAME.test(raw) ? 'name' : 'word';
    return { kind, text: raw, word, line, start, end };
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
      const plain = this.#match(DOUBLE_PLAIN);
      if (plain) {
        text += plain[0];
        this.#moveTo(this.#at + plain[0].length);
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
      const variable = this.#match(VARIABLE);
      if (!variable) {
        complaint ??= 'a $ that names no variable';
        this.#at += 1;
        continue;
      }
      parts.push({ kind: 'quoted', text }, { kind: 'quoted-variable', text: variable[1] ?? variable[2] ?? '' });
      text = '';
      this.#at += variable[0].length;
    }
    this.#at += 1;
    parts.push({ kind: 'quoted', text });
    return complaint;
  }

  #dollar(parts: Part[]): string | undefined {
    const variable = this.#match(VARIABLE);
    if (variable) {
      parts.push({ kind: 'variable', text: variable[1] ?? variable[2] ?? '' });
      this.#at += variable[0].length;
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

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.text);
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
