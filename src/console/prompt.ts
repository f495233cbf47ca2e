// What somebody types that nobody may see. It is kept as bytes, which can be wiped, and never becomes a string.

import { waitForSequence } from './sequence-wait.ts';

/** As many as cryptsetup(8) takes from a terminal; what goes beyond is not taken. */
const capacity = 512;

/** Keys as the bytes that terminals send for them: Backspace is one or the other. */
const keys = { enter: [0x0d, 0x0a], backspace: [0x7f, 0x08], clear: [0x15], stop: [0x03], escape: [0x1b] } as const;

type Key = keyof typeof keys;

function keyOf(byte: number): Key | undefined {
  return (Object.keys(keys) as Key[]).find((key) => (keys[key] as readonly number[]).includes(byte));
}

/** A byte that goes on with a character of UTF-8. */
const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** Bytes that the garbage collector does not move, which would leave copies behind: small arrays may else lie there. */
const unmoved = (length: number): Uint8Array => new Uint8Array(new ArrayBuffer(length));

export interface PromptEvents {
  /** So many characters have been typed. */
  onChange(characters: number): void;
  /** Enter, with what was typed, which the receiver wipes; or Escape. Nothing is taken any more. */
  onEnd(answer: Uint8Array | undefined): void;
}

export class Prompt {
  readonly #events: PromptEvents;
  readonly #bytes = unmoved(capacity);
  #length = 0;
  #ended = false;
  /** Where in the sequence of a key that is no character: after ESC, after `ESC [` or `ESC O`, or after `ESC [ [`. */
  #sequence: 'none' | 'escape' | 'introduced' | 'last' = 'none';
  #stopWaiting = (): void => {};

  constructor(events: PromptEvents) {
    this.#events = events;
  }

  /** How many characters there are. */
  get characters(): number {
    let count = 0;
    for (const byte of this.#bytes.subarray(0, this.#length)) if (!isContinuation(byte)) count++;
    return count;
  }

  /** Takes what has arrived from a terminal, and wipes it there. */
  take(input: Uint8Array): void {
    for (const byte of input) if (!this.#ended) this.#takeByte(byte);
    input.fill(0);
    if (!this.#ended) this.#events.onChange(this.characters);
  }

  /** Ends it as Escape does. */
  cancel(): void {
    this.#end(undefined);
  }

  #takeByte(byte: number): void {
    const key = keyOf(byte);
    if (this.#sequence !== 'none') this.#skip(byte);
    else if (key === undefined) this.#add(byte);
    else if (key === 'backspace') this.#erase();
    else if (key === 'clear') this.#clear();
    else if (key === 'stop') this.#end(undefined);
    else if (key === 'escape') {
      this.#sequence = 'escape';
      this.#stopWaiting = waitForSequence(() => this.#end(undefined));
    } else if (this.#length > 0) {
      const answer = unmoved(this.#length);
      answer.set(this.#bytes.subarray(0, this.#length));
      this.#end(answer);
    }
  }

  #add(byte: number): void {
    if (byte >= 0x20 && this.#length < capacity) this.#bytes[this.#length++] = byte;
  }

  /** ECMA-48, 5.4: a control sequence ends with a byte from 0x40 to 0x7e. Linux has `ESC [ [ A` for F1 besides. */
  #skip(byte: number): void {
    this.#stopWaiting();
    if (this.#sequence === 'escape') {
      this.#sequence = byte === 0x5b || byte === 0x4f ? 'introduced' : 'none';
      if (keyOf(byte) === 'escape') this.#end(undefined);
    } else if (this.#sequence === 'introduced' && byte === 0x5b) this.#sequence = 'last';
    else if (this.#sequence === 'last' || (byte >= 0x40 && byte <= 0x7e)) this.#sequence = 'none';
  }

  #erase(): void {
    while (this.#length > 0) {
      const byte = this.#bytes[--this.#length]!;
      this.#bytes[this.#length] = 0;
      if (!isContinuation(byte)) return;
    }
  }

  #clear(): void {
    this.#bytes.fill(0);
    this.#length = 0;
  }

  #end(answer: Uint8Array | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopWaiting();
    this.#clear();
    this.#events.onEnd(answer);
  }
}
