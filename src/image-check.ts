// Disc images that entries lie in: whether they are whole, and what the checksums beside them say they are.

import type { Messages } from './console/messages/en.ts';
import type { Entry } from './entry/entry.ts';
import type { Volume } from './entry/volume.ts';
import type { Journal } from './journal.ts';
import { LoadError } from './kexec/load-error.ts';
import type { Checksum } from './trust/checksum-file.ts';

export interface ImageCheckActions {
  status(text: string): void;
  messages(): Messages;
}

export class ImageCheck {
  readonly #journal: Pick<Journal, 'info' | 'warning'>;
  readonly #actions: ImageCheckActions;
  /** Images that were found to be right, as they were then. */
  readonly #right = new Set<string>();
  /** Those of which somebody has ended the check. */
  readonly #skipped = new Set<string>();
  #abort: AbortController | undefined;

  constructor(journal: Pick<Journal, 'info' | 'warning'>, actions: ImageCheckActions) {
    this.#journal = journal;
    this.#actions = actions;
  }

  /** Ends the check that is under way. */
  stop(): void {
    this.#abort?.abort();
  }

  /**
   * Checks the image that the entry lies in, if it lies in one. Raises LoadError where it is not what it should be, and
   * where the check was stopped: the entry is then to be chosen once more, and boots unchecked.
   */
  async check({ kernel }: Entry, findVolume: (id: string) => Volume | undefined): Promise<void> {
    const { image, volume: id } = kernel ?? {};
    const volume = image === undefined || id === undefined ? undefined : findVolume(id);
    const stat = volume && (await volume.stat(image!));
    if (!volume || image === undefined || !stat) return;
    const state = `${id}:${image}:${stat.size}:${stat.mtime}`;
    if (this.#right.has(state)) return;
    const { findChecksum, findSignature } = await import('./trust/checksum-file.ts');
    const checksum = await findChecksum(volume, image);
    const signature = await findSignature(volume, image, checksum?.from);
    if (signature !== undefined) this.#journal.info(`${signature} is a signature, and baton does not check it`);
    if (!checksum) return this.#journal.info(`there is no checksum beside ${image}: it is booted unchecked`);
    if (this.#skipped.has(state))
      return this.#journal.warning(`${image} is booted although its check was ended before it was complete`);
    const found = await this.#digest(volume, image, checksum, stat.size);
    if (found === undefined) {
      this.#skipped.add(state);
      throw new LoadError(`${image} was not checked to its end. Choose the entry once more to boot it unchecked.`);
    }
    if (found !== checksum.hex) throw new LoadError(mismatch(image, checksum, found));
    this.#right.add(state);
    this.#journal.info(`${image} is what ${checksum.from} says (${checksum.algorithm})`);
  }

  async #digest(volume: Volume, image: string, { algorithm }: Checksum, size: number): Promise<string | undefined> {
    const { fileDigest } = await import('./trust/file-digest.ts');
    const file = await volume.open(image);
    if (!file) return undefined;
    const abort = new AbortController();
    this.#abort = abort;
    let shown = 0;
    const onProgress = (bytes: number): void => {
      if (performance.now() - shown < 500) return;
      shown = performance.now();
      this.#actions.status(this.#actions.messages().checkingImage(image, Math.floor((bytes / size) * 100)));
    };
    try {
      return await fileDigest(file.fd, algorithm, { signal: abort.signal, onProgress });
    } finally {
      this.#abort = undefined;
      await file.close();
    }
  }
}

function mismatch(image: string, { algorithm, hex, from }: Checksum, found: string): string {
  const short = (digest: string) => `${digest.slice(0, 12)}...`;
  return `${image} is not what ${from} says: its ${algorithm} is ${short(found)}, and should be ${short(hex)}. It is damaged, cut off or another release. Copy it there anew.`;
}
