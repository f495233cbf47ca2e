import { Lexer, type Token } from './lexer.ts';
import type { SourceText } from './source-text.ts';
import type { Block, Command, FunctionDefinition, List, Word } from './syntax.ts';

/** What begins on one line: GRUB parses and runs a script unit by unit, and an error costs one unit. */
export interface Unit {
  readonly list: List;
  readonly functions: readonly FunctionDefinition[];
  readonly error?: { readonly line: number; readonly message: string };
}

/** `{`, `if` and loops nested deeper than this are an error; GRUB's own parser runs out of stack at about 200. */
const MAX_DEPTH = 100;

/** Thrown from the depth of a statement to `next`, and never further. */
class SyntaxProblem {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/**
 * The parser of GRUB's scripting language (grammar: grub-core/script/parser.y), by recursive descent with one token
 * of lookahead. It never throws: `next` gives units until the text is used up, each with what was wrong with it.
 */
export class Parser {
  readonly #lexer: Lexer;
  #token!: Token;
  #depth = 0;
  #functions: FunctionDefinition[] = [];
  readonly #limit: number;
  /** Tokens read so far, for whoever limits the work. */
  tokens = 0;

  /** @param limit of tokens; what comes after them is not read, as if the file had ended there with an error */
  constructor(source: SourceText, limit: number) {
    this.#lexer = new Lexer(source);
    this.#limit = limit;
  }

  /** The next unit, or undefined at the end of the text. */
  next(): Unit | undefined {
    this.#functions = [];
    this.#depth = 0;
    this.#advance();
    this.#newlines();
    if (this.#token.kind === 'eof') return undefined;
    const line = this.#token.line;
    const commands: Command[] = [];
    try {
      do {
        this.#statement(commands);
        if (this.#atNewline()) break;
        this.#expect(';');
      } while (!this.#atNewline());
      return { list: { kind: 'list', line, commands }, functions: this.#functions };
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      const { line: at } = this.#token;
      if (!this.#atNewline()) this.#lexer.skipLine();
      return {
        list: { kind: 'list', line, commands: [] },
        functions: this.#functions,
        error: { line: at, message: error.message },
      };
    }
  }

  #statement(commands: Command[]): void {
    if (this.#is('function')) this.#function();
    else commands.push(this.#command());
  }

  #function(): void {
    this.#advance();
    const name = this.#name();
    this.#newlines();
    this.#expect('{');
    const body = this.#list();
    this.#expect('}');
    this.#functions.push({ name, body });
  }

  #command(): Command {
    if (this.#depth >= MAX_DEPTH) throw new SyntaxProblem(`commands are nested more than ${MAX_DEPTH} deep`);
    this.#depth += 1;
    const command = this.#anyCommand();
    this.#depth -= 1;
    return command;
  }

  #anyCommand(): Command {
    const { line } = this.#token;
    if (this.#accept('if')) return this.#if(line);
    if (this.#accept('for')) return this.#for(line);
    if (this.#is('while') || this.#is('until')) {
      const until = this.#is('until');
      this.#advance();
      const condition = this.#list();
      return { kind: 'while', line, until, condition, body: this.#loopBody() };
    }
    if (this.#token.kind !== 'word' && this.#token.kind !== 'name') throw this.#unexpected();
    const words = this.#words();
    if (!this.#is('{')) return { kind: 'simple', line, words };
    return { kind: 'simple', line, words, block: this.#block() };
  }

  #if(line: number): Command {
    const condition = this.#list();
    this.#expect('then');
    const then = this.#list();
    if (this.#accept('fi')) return { kind: 'if', line, condition, then };
    const elseLine = this.#token.line;
    if (this.#accept('elif')) {
      if (this.#depth >= MAX_DEPTH) throw new SyntaxProblem(`more than ${MAX_DEPTH} elif in a row`);
      this.#depth += 1;
      const otherwise = this.#if(elseLine);
      this.#depth -= 1;
      return { kind: 'if', line, condition, then, else: otherwise };
    }
    this.#expect('else');
    const otherwise = this.#list();
    this.#expect('fi');
    return { kind: 'if', line, condition, then, else: otherwise };
  }

  #for(line: number): Command {
    const name = this.#name();
    this.#expect('in');
    const words = this.#words();
    this.#delimiters();
    return { kind: 'for', line, name, words, body: this.#loopBody() };
  }

  #loopBody(): List {
    this.#expect('do');
    const body = this.#list();
    this.#expect('done');
    return body;
  }

  #block(): Block {
    const start = this.#token.end;
    this.#expect('{');
    this.#newlines();
    // Lists that begin with their first command, since an array that is filled later takes room for many.
    let commands: Command[] = [];
    const unit = (): List => {
      const { line } = this.#token;
      commands = [this.#command()];
      return { kind: 'list', line, commands };
    };
    const units: List[] = [unit()];
    while (!this.#is('}')) {
      const newUnit = this.#delimiters();
      if (this.#is('}')) break;
      if (newUnit) units.push(unit());
      else commands.push(this.#command());
    }
    const text = this.#lexer.text.slice(start, this.#token.start);
    this.#advance();
    return { units, text };
  }

  /** One command or more, each with the delimiter after it, up to a word that can begin no command. */
  #list(): List {
    this.#newlines();
    const { line } = this.#token;
    const commands: Command[] = [this.#command()];
    this.#delimiters();
    while (!LIST_ENDS.has(this.#token.text)) {
      commands.push(this.#command());
      this.#delimiters();
    }
    return { kind: 'list', line, commands };
  }

  #words(): Word[] {
    const words: Word[] = [];
    while (this.#token.word && !BRACKETS.has(this.#token.text)) {
      words.push(this.#token.word);
      this.#advance();
    }
    return words;
  }

  #name(): string {
    const { kind, text } = this.#token;
    if (kind !== 'name') throw this.#unexpected();
    this.#advance();
    return text;
  }

  #newlines(): void {
    while (this.#atNewline()) this.#advance();
  }

  /** `;` or a newline, then newlines. Whether the next command begins on a line of its own. */
  #delimiters(): boolean {
    let newline = this.#atNewline();
    if (!newline) this.#expect(';');
    for (; this.#atNewline(); this.#advance()) newline = true;
    return newline;
  }

  #atNewline(): boolean {
    return this.#token.kind === 'newline';
  }

  #is(text: string): boolean {
    return this.#token.text === text && (this.#token.kind === 'keyword' || this.#token.kind === 'operator');
  }

  #accept(text: string): boolean {
    const is = this.#is(text);
    if (is) this.#advance();
    return is;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) throw this.#unexpected();
  }

  #unexpected(): SyntaxProblem {
    const { kind, text, word } = this.#token;
    if (kind === 'bad') return new SyntaxProblem(text);
    if (kind === 'eof') return new SyntaxProblem('the file ends within a command');
    if (kind === 'newline') return new SyntaxProblem('the line ends too early');
    return new SyntaxProblem(`${text || word?.literal || 'a word'} is out of place`);
  }

  #advance(): void {
    this.tokens += 1;
    this.#token = this.#lexer.next();
    if (this.tokens > this.#limit && this.#token.kind !== 'eof') {
      this.#lexer.skipAll();
      this.#token = {
        ...this.#token,
        kind: 'bad',
        text: 'this is more than any boot menu needs, and not read further',
      };
    }
  }
}

const BRACKETS = new Set(['[[', ']]']);
const LIST_ENDS = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', '}']);
