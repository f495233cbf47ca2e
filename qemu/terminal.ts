// A terminal that understands as much of ECMA-48 as consoles use: cursor moves, erasing, and nothing of
// colours. It keeps the screen as it looks now, and everything that was ever printed as plain text.
// https://ecma-international.org/publications-and-standards/standards/ecma-48/

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** As the screens of PCs are at first. */
export const usual: Size = { columns: 80, rows: 25 };

/** Escape sequences begin with ESC; a control sequence is ESC [ parameters intermediates final. */
const sequence = /\x1b(?:\[([0-?]*)([ -/]*)([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-Z\\^-~])/y;
/** What may still become a sequence when more bytes come; longer ones are dropped. */
const unfinished = /^\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[ -/]*)$/;
const unfinishedLimit = 256;
const transcriptLimit = 8 * 1024 * 1024;

export class Terminal {
  /** Everything printed, without escape sequences and carriage returns; of more than 8 MiB the end. */
  transcript = '';
  readonly #reply: (bytes: string) => void;
  readonly #size: Size;
  readonly #decoder = new TextDecoder();
  #cells: string[][] = [];
  #row = 0;
  #column = 0;
  #rest = '';

  /** `reply` gets what a terminal answers by itself: where the cursor is, when asked. */
  constructor(reply: (bytes: string) => void = () => {}, size = usual) {
    this.#reply = reply;
    this.#size = size;
    for (let row = 0; row < size.rows; row++) this.#cells.push(this.#blank());
  }

  /** The screen's lines, without blanks at their ends and without the empty lines at the bottom. */
  get screen(): string[] {
    const lines = this.#cells.map((cells) => cells.join('').trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  write(bytes: Uint8Array): void {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    this.#rest = '';
    let printed = '';
    for (let at = 0; at < text.length; ) {
      const char = text[at]!;
      if (char !== '\x1b') {
        this.#print(char);
        if (char === '\n' || char === '\t' || char >= ' ') printed += char;
        at++;
        continue;
      }
      sequence.lastIndex = at;
      const found = sequence.exec(text);
      if (found) {
        at = sequence.lastIndex;
        if (found[3]) this.#control(found[3], found[1] ?? '');
      } else if (text.length - at < unfinishedLimit && unfinished.test(text.slice(at))) {
        this.#rest = text.slice(at);
        break;
      } else at++;
    }
    this.transcript = (this.transcript + printed).slice(-transcriptLimit);
  }

  #print(char: string): void {
    if (char === '\r') this.#column = 0;
    else if (char === '\n') this.#down();
    else if (char === '\b') this.#column = Math.max(0, this.#column - 1);
    else if (char === '\t') this.#column = Math.min(this.#size.columns - 1, (this.#column & ~7) + 8);
    else if (char >= ' ' && char !== '\x7f') {
      if (this.#column === this.#size.columns) {
        this.#column = 0;
        this.#down();
      }
      this.#cells[this.#row]![this.#column++] = char;
    }
  }

  #down(): void {
    if (this.#row < this.#size.rows - 1) this.#row++;
    else {
      this.#cells.shift();
      this.#cells.push(this.#blank());
    }
  }

  #control(final: string, parameters: string): void {
    const [first, second] = parameters.split(';').map((text) => Number.parseInt(text, 10) || 0);
    const count = Math.max(1, first ?? 0);
    if (final === 'A') this.#move(this.#row - count, this.#column);
    else if (final === 'B') this.#move(this.#row + count, this.#column);
    else if (final === 'C') this.#move(this.#row, this.#column + count);
    else if (final === 'D') this.#move(this.#row, this.#column - count);
    else if (final === 'G') this.#move(this.#row, count - 1);
    else if (final === 'd') this.#move(count - 1, this.#column);
    else if (final === 'H' || final === 'f') this.#move(count - 1, Math.max(1, second ?? 0) - 1);
    else if (final === 'J') this.#eraseDisplay(first ?? 0);
    else if (final === 'K') this.#eraseLine(first ?? 0);
    else if (final === 'n' && first === 6)
      this.#reply(`\x1b[${this.#row + 1};${Math.min(this.#size.columns, this.#column + 1)}R`);
  }

  #move(row: number, column: number): void {
    this.#row = Math.min(this.#size.rows - 1, Math.max(0, row));
    this.#column = Math.min(this.#size.columns - 1, Math.max(0, column));
  }

  #eraseDisplay(which: number): void {
    for (let row = 0; row < this.#size.rows; row++) {
      if (which >= 2 || (which === 0 ? row > this.#row : row < this.#row)) this.#cells[row] = this.#blank();
    }
    this.#eraseLine(which);
  }

  #eraseLine(which: number): void {
    const from = which === 0 ? this.#column : 0;
    const to = which === 1 ? this.#column + 1 : this.#size.columns;
    this.#cells[this.#row]!.fill(' ', Math.min(from, this.#size.columns), Math.min(to, this.#size.columns));
  }

  #blank(): string[] {
    return new Array<string>(this.#size.columns).fill(' ');
  }
}
