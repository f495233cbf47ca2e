import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, readlink } from 'node:fs/promises';
import { walk } from '../entry/path-walk.ts';
import type { Identity, OpenFile, Stat, Volume } from '../entry/volume.ts';

const DEFAULT_LIMIT = 16 * 2 ** 20;

/** What "it is not there, or not of that kind" looks like; every other errno is the medium failing. */
const ABSENT = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'EINVAL',
  'ENXIO',
  'ERR_INVALID_ARG_VALUE',
]);

/** A Volume over a directory of the running system, such as a mount point. Links never lead out of the directory. */
export class DirectoryVolume implements Volume {
  readonly identity: Identity;
  /** Its path on the running system, without a `/` at the end. */
  readonly directory: string;
  readonly #hidden: ReadonlySet<string>;

  /**
   * @param directory absolute path, or one from the working directory; it need not be a mount point
   * @param hidden paths in it that belong to other volumes, because something is mounted there: they are not seen
   */
  constructor(directory: string, identity: Identity, hidden: readonly string[] = []) {
    this.identity = identity;
    this.directory = directory.replace(/\/+$/, '');
    this.#hidden = new Set(hidden);
  }

  async read(path: string, limit = DEFAULT_LIMIT): Promise<Uint8Array | undefined> {
    const handle = await this.#handle(path);
    if (!handle) return undefined;
    try {
      const { size } = await handle.stat();
      const bytes = new Uint8Array(Math.min(size, limit));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    } finally {
      await handle.close();
    }
  }

  async list(path: string): Promise<readonly string[] | undefined> {
    const found = await this.#resolve(path);
    if (found === undefined) return undefined;
    const names = await absent(readdir(this.directory + found));
    return names?.sort();
  }

  async stat(path: string): Promise<Stat | undefined> {
    const found = await this.#resolve(path);
    if (found === undefined) return undefined;
    const stats = await absent(lstat(this.directory + found));
    if (!stats) return undefined;
    const mtime = Math.floor(stats.mtimeMs / 1000);
    if (stats.isDirectory()) return { kind: 'directory', size: 0, mtime };
    return { kind: stats.isFile() ? 'file' : 'other', size: stats.size, mtime };
  }

  async open(path: string): Promise<OpenFile | undefined> {
    const handle = await this.#handle(path);
    return handle && { fd: handle.fd, close: () => handle.close() };
  }

  /** An open regular file. What was opened is compared with what was looked at, so that a path swapped in between fails. */
  async #handle(path: string): Promise<FileHandle | undefined> {
    const found = await this.#resolve(path);
    if (found === undefined) return undefined;
    const seen = await absent(lstat(this.directory + found));
    if (!seen?.isFile()) return undefined;
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    const handle = await absent(open(this.directory + found, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
    if (!handle) return undefined;
    const opened = await handle.stat();
    if (opened.dev === seen.dev && opened.ino === seen.ino) return handle;
    await handle.close();
    return undefined;
  }

  #resolve(path: string): Promise<string | undefined> {
    return walk(path, async (here) => {
      if (this.#hidden.has(here)) return undefined;
      const stats = await absent(lstat(this.directory + here));
      if (!stats?.isSymbolicLink()) return stats && {};
      const link = await absent(readlink(this.directory + here));
      return link === undefined ? undefined : { link };
    });
  }
}

/** Undefined where the thing is not there; throws where the medium fails. */
async function absent<T>(action: Promise<T>): Promise<T | undefined> {
  try {
    return await action;
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
