import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Journal } from '../journal.ts';
import { type BootRecord, recordPath } from './boot-record.ts';

/** How long changes are gathered before they are written, in milliseconds. */
const patience = 250;

/**
 * Keeps the record of the boot in a file, for the `baton` command on the rescue shell: written when asked for, and from
 * then on whenever the journal has grown. A reader never sees half of it.
 */
export class RecordFile {
  readonly #journal: Journal;
  readonly #record: () => BootRecord;
  readonly #path: string;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #failed = false;

  /** @param record gives the record as it is then */
  constructor(journal: Journal, record: () => BootRecord, path = recordPath) {
    this.#journal = journal;
    this.#record = record;
    this.#path = path;
    journal.follow(() => {
      this.#timer ??= setTimeout(() => void this.write(), patience);
    });
  }

  /** Writes it now. Never throws: that it could not be written is told once, in the journal. */
  async write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writing;
    this.#writing ??= this.#replace().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  async #replace(): Promise<void> {
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      await writeFile(`${this.#path}.new`, JSON.stringify(this.#record()), { mode: 0o644 });
      await rename(`${this.#path}.new`, this.#path);
    } catch (failure) {
      if (this.#failed) return;
      this.#failed = true;
      const why = failure instanceof Error ? failure.message : String(failure);
      this.#journal.warning(`baton probe and baton explain will not know of this boot: ${why}`);
    }
  }
}
