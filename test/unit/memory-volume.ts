import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { walk } from '../../src/entry/path-walk.ts';
import type { Identity, OpenFile, Stat, Volume } from '../../src/entry/volume.ts';

/** What lies at a path: text or bytes of a file, or where a symbolic link points. Directories come by themselves. */
export type Content = string | Uint8Array | { readonly link: string };

/** A Volume in memory. A path whose content is not given but has something below it is a directory. */
export class MemoryVolume implements Volume {
  readonly identity: Identity;
  readonly #files = new Map<string, Content>();
  readonly #directories = new Map<string, Set<string>>([['/', new Set()]]);

  constructor(identity: Partial<Identity>, files: Readonly<Record<string, Content>>) {
    this.identity = { id: 'vda1', ...identity };
    for (const [path, content] of Object.entries(files)) {
      this.#files.set(path, content);
      for (let at = path.lastIndexOf('/'), name = path; at >= 0; at = name.lastIndexOf('/')) {
        const parent = name.slice(0, at) || '/';
        if (!this.#directories.has(parent)) this.#directories.set(parent, new Set());
        this.#directories.get(parent)!.add(name.slice(at + 1));
        if (parent === '/') break;
        name = parent;
      }
    }
  }

  async read(path: string, limit = 16 * 2 ** 20): Promise<Uint8Array | undefined> {
    const content = await this.#content(path);
    if (content === undefined) return undefined;
    return (typeof content === 'string' ? Buffer.from(content) : content).subarray(0, limit);
  }

  async list(path: string): Promise<readonly string[] | undefined> {
    const found = await this.#resolve(path);
    const names = found === undefined ? undefined : this.#directories.get(found);
    return names && [...names].sort();
  }

  async stat(path: string): Promise<Stat | undefined> {
    const found = await this.#resolve(path);
    if (found === undefined) return undefined;
    if (this.#directories.has(found)) return { kind: 'directory', size: 0 };
    const content = this.#files.get(found);
    const size = typeof content === 'string' ? Buffer.byteLength(content) : (content as Uint8Array).length;
    return { kind: 'file', size };
  }

  async open(path: string): Promise<OpenFile | undefined> {
    const bytes = await this.read(path);
    if (!bytes) return undefined;
    // A file without a name: this is done thousands of times.
    const name = join(tmpdir(), `baton-memory-volume-${process.pid}-${Math.random()}`);
    const fd = openSync(name, 'wx+', 0o600);
    unlinkSync(name);
    writeSync(fd, bytes);
    return { fd, close: async () => closeSync(fd) };
  }

  async #content(path: string): Promise<string | Uint8Array | undefined> {
    const found = await this.#resolve(path);
    const content = found === undefined ? undefined : this.#files.get(found);
    return typeof content === 'string' || content instanceof Uint8Array ? content : undefined;
  }

  #resolve(path: string): Promise<string | undefined> {
    return walk(path, async (here) => {
      const content = this.#files.get(here);
      if (content === undefined) return this.#directories.has(here) ? {} : undefined;
      return typeof content === 'string' || content instanceof Uint8Array ? {} : content;
    });
  }
}
