// Asking for something that nobody may see, as often as it takes.

import type { Question } from './model.ts';
import { Prompt } from './prompt.ts';

export interface DialogueEvents {
  /** Shows the question; undefined when it is over. */
  show(question: Question | undefined): void;
  onTyped(): void;
  onClose(): void;
}

export class Dialogue {
  readonly #title: string;
  readonly #events: DialogueEvents;
  #prompt: Prompt | undefined;
  #state: 'open' | 'draining' | 'closed' = 'open';

  constructor(title: string, events: DialogueEvents) {
    this.#title = title;
    this.#events = events;
  }

  /**
   * Asks, and resolves with the answer's bytes, which the caller wipes; undefined when there is none, because somebody
   * pressed Escape or the dialogue was closed.
   * @param remark what was wrong with the last answer
   */
  ask(remark = ''): Promise<Uint8Array | undefined> {
    if (this.#state !== 'open') return Promise.resolve(undefined);
    const show = (characters: number): void => this.#events.show({ title: this.#title, characters, remark });
    return new Promise((resolve) => {
      this.#prompt = new Prompt({
        onChange: show,
        onEnd: (answer) => {
          this.#prompt = undefined;
          resolve(answer);
        },
      });
      show(0);
    });
  }

  /** Takes what was typed, and wipes it. What comes while nothing is asked is lost. False when this is closed. */
  take(bytes: Uint8Array): boolean {
    if (this.#state === 'closed') return false;
    const ends = bytes.some((byte) => byte === 0x0d || byte === 0x0a || byte === 0x1b || byte === 0x03);
    if (this.#prompt) this.#prompt.take(bytes);
    bytes.fill(0);
    if (this.#state === 'open') this.#events.onTyped();
    else if (ends) this.#finish();
    return true;
  }

  /**
   * Ends it. Somebody who is in the midst of typing would go on in the menu, where letters do things: `why` tells them
   * to press Enter first.
   */
  close(why = ''): void {
    if (this.#state !== 'open') return;
    const typing = (this.#prompt?.characters ?? 0) > 0;
    this.#prompt?.cancel();
    this.#prompt = undefined;
    if (!typing) this.#finish();
    else {
      this.#state = 'draining';
      this.#events.show({ title: why, characters: 0, remark: '' });
    }
  }

  #finish(): void {
    this.#state = 'closed';
    this.#events.show(undefined);
    this.#events.onClose();
  }
}
