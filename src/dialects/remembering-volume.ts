import type { OpenFile, Stat, Volume } from '../entry/volume.ts';

/**
 * A volume that is asked as little as possible while all languages look at it. Most of their files are not there: the
 * names in a directory near the root tell that at once, and further down there is nothing below what is not there.
 * A question that fails is asked again.
 */
export class RememberingVolume implements Volume {
  readonly identity: Volume['identity'];
  readonly #volume: Volume;
  readonly #stats = new Map<string, Promise<Stat | undefined>>();
  readonly #lists = new Map<string, Promise<readonly string[] | undefined>>();
  readonly #names = new Map<string, Promise<ReadonlySet<string> | undefined>>();

  constructor(volume: Volume) {
    this.identity = volume.identity;
    this.#volume = volume;
  }

  read(path: string, limit?: number): Promise<Uint8Array | undefined> {
    return this.#volume.read(path, limit);
  }

  list(path: string): Promise<readonly string[] | undefined> {
    const asked = path.replace(/(?<=.)\/+$/, '');
    return remember(this.#lists, asked, async () =>
      (await this.#canBe(asked)) ? this.#volume.list(asked) : undefined,
    );
  }

  stat(path: string): Promise<Stat | undefined> {
    return remember(this.#stats, path, async () => ((await this.#canBe(path)) ? this.#volume.stat(path) : undefined));
  }

  /** False where a file is certainly not there. */
  async #canBe(path: string): Promise<boolean> {
    const [, parent, name] = /^((?:\/[^/]+)*)\/([^/]+)$/.exec(path) ?? [];
    // `..` can lead back out of what is not there.
    if (parent === undefined || name === undefined || path.includes('/.')) return true;
    // Directories further down can be of any size.
    if (parent.includes('/', 1)) return (await this.stat(parent))?.kind === 'directory';
    return (await this.#namesIn(parent || '/'))?.has(name.toLowerCase()) ?? false;
  }

  /** In lower case, since on some file systems that makes no difference. */
  #namesIn(directory: string): Promise<ReadonlySet<string> | undefined> {
    return remember(this.#names, directory, async () => {
      const names = await this.list(directory);
      return names && new Set(names.map((name) => name.toLowerCase()));
    });
  }

  open(path: string): Promise<OpenFile | undefined> {
    return this.#volume.open(path);
  }
}

function remember<T>(known: Map<string, Promise<T>>, path: string, ask: () => Promise<T>): Promise<T> {
  const answer = known.get(path) ?? ask();
  known.set(path, answer);
  answer.catch(() => known.delete(path));
  return answer;
}
