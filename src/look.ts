// How the settings want the consoles: language, drawing, colours, and the layout of the keyboard.

import type { Consoles } from './console/consoles.ts';
import type { Settings } from './settings/settings.ts';

export class Look {
  readonly #consoles: Consoles;
  readonly #settings: Settings;
  readonly #notice: (text: string) => void;
  #keymap: string | undefined;

  /** @param settings which may change as volumes appear */
  constructor(consoles: Consoles, settings: Settings, notice: (text: string) => void) {
    this.#consoles = consoles;
    this.#settings = settings;
    this.#notice = notice;
  }

  /** Follows the settings as they are now. Raises what the terminals raise. */
  async apply(): Promise<void> {
    await this.#consoles.setAppearance(this.#settings);
    await this.#setKeymap();
  }

  async #setKeymap(): Promise<void> {
    const { keymap } = this.#settings;
    if (keymap === undefined || keymap === this.#keymap) return;
    this.#keymap = keymap;
    try {
      const { useKeymap } = await import('./console/keymap.ts');
      await useKeymap(keymap);
    } catch (failure) {
      this.#notice(failure instanceof Error ? failure.message : String(failure));
    }
  }
}
