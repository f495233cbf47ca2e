/** A place in a text, moved on by sticky patterns (flag `y`), with the number of its line. */
export class Scanner {
  readonly text: string;
  at = 0;
  /** From 1. */
  line = 1;

  constructor(text: string) {
    this.text = text;
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  /** Takes what `pattern` matches here; undefined, and nothing taken, where it does not. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.moveTo(pattern.lastIndex);
    return match ?? undefined;
  }

  /** Moves forward to the offset `end`. */
  moveTo(end: number): void {
    for (; this.at < end; this.at += 1) if (this.text[this.at] === '\n') this.line += 1;
  }
}
