// Disc images that entries lie in: whether they are what the checksums and signatures beside them say.

import type { Messages } from './console/messages/en.ts';
import type { Entry } from './entry/entry.ts';
import type { Volume } from './entry/volume.ts';
import type { Journal } from './journal.ts';
import { LoadError } from './kexec/load-error.ts';
import type { FilePlace } from './settings/file-place.ts';
import { readSettingsFile, settingsFileName } from './settings-file.ts';
import type { Checksum } from './trust/checksum-file.ts';
import type { PublicKey } from './trust/openpgp/keys.ts';

export interface ImageCheckActions {
  status(text: string): void;
  messages(): Messages;
  volumes(): readonly Volume[];
  /** Keyrings of the settings. */
  keys(): readonly FilePlace[];
}

interface Image {
  readonly volume: Volume;
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** More than any keyring of distributions has, in bytes. */
const longestKeyring = 2 ** 24;

/** Somebody has ended the check. */
const stopped = new Error('the check was stopped');

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
    const { image: path, volume: id } = kernel ?? {};
    const volume = path === undefined || id === undefined ? undefined : findVolume(id);
    const stat = volume && (await volume.stat(path!));
    if (!volume || path === undefined || !stat) return;
    const state = `${id}:${path}:${stat.size}:${stat.mtime}`;
    if (this.#right.has(state)) return;
    if (this.#skipped.has(state))
      return this.#journal.warning(`${path} is booted although its check was ended before it was complete`);
    const abort = new AbortController();
    this.#abort = abort;
    try {
      await this.#checkAll({ volume, path, size: stat.size }, abort.signal);
      this.#right.add(state);
    } catch (failure) {
      if (failure !== stopped) throw failure;
      this.#skipped.add(state);
      throw new LoadError(`${path} was not checked to its end. Choose the entry once more to boot it unchecked.`);
    } finally {
      this.#abort = undefined;
    }
  }

  async #checkAll(image: Image, signal: AbortSignal): Promise<void> {
    const { volume, path } = image;
    const [{ findChecksum }, { checkSignatures }] = await Promise.all([
      import('./trust/checksum-file.ts'),
      import('./image-signatures.ts'),
    ]);
    const checksum = await findChecksum(volume, path);
    const isSigned = await checkSignatures({
      volume,
      image: path,
      checksum,
      keys: await this.#keys(),
      feed: (take) => this.#feed(image, signal, take),
      say: (text) => this.#journal.info(text),
    });
    if (checksum && !isSigned) await this.#compare(image, signal, checksum);
    if (!checksum && !isSigned) this.#journal.info(`there is no checksum beside ${path}: it is booted unchecked`);
  }

  async #compare(image: Image, signal: AbortSignal, { algorithm, hex, from }: Checksum): Promise<void> {
    const { createHash } = await import('node:crypto');
    const hash = createHash(algorithm);
    await this.#feed(image, signal, (bytes) => hash.update(bytes));
    const found = hash.digest('hex');
    if (found !== hex) {
      const short = (digest: string) => `${digest.slice(0, 12)}...`;
      throw new LoadError(
        `${image.path} is not what ${from} says: its ${algorithm} is ${short(found)}, and should be ${short(hex)}. It is damaged, cut off or another release. Copy it there anew.`,
      );
    }
    this.#journal.info(`${image.path} is what ${from} says (${algorithm})`);
  }

  /** Hands over the image, and says how far it is. */
  async #feed({ volume, path, size }: Image, signal: AbortSignal, take: (bytes: Uint8Array) => void): Promise<void> {
    const { readInPieces } = await import('./trust/read-in-pieces.ts');
    const file = await volume.open(path);
    if (!file) throw new LoadError(`The disc image ${path} is not there any more.`);
    let done = 0;
    let shown = Number.NEGATIVE_INFINITY;
    try {
      await readInPieces(file.fd, (bytes) => {
        if (signal.aborted) throw stopped;
        take(bytes);
        done += bytes.length;
        if (performance.now() - shown < 500) return;
        shown = performance.now();
        this.#actions.status(this.#actions.messages().checkingImage(path, Math.floor((done / size) * 100)));
      });
    } finally {
      await file.close();
    }
  }

  async #keys(): Promise<readonly PublicKey[]> {
    const places = this.#actions.keys();
    if (places.length === 0) return [];
    const { readKeys } = await import('./trust/openpgp/keys.ts');
    const rings = places.map(async (place) => {
      const bytes = await readSettingsFile(place, this.#actions.volumes(), longestKeyring);
      const keys = readKeys(bytes ?? new Uint8Array());
      const why = bytes ? 'has no key of a kind that is known' : 'is not there';
      if (keys.length === 0) this.#journal.warning(`the keyring ${settingsFileName(place)} ${why}`);
      return keys;
    });
    return (await Promise.all(rings)).flat();
  }
}
