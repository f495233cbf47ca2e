// A server of NFS, as a Volume: what it gives out is mounted read-only when something of it is asked for.
// https://docs.kernel.org/admin-guide/nfs/nfs-client.html, options: nfs(5)

import { mkdirSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { posix } from 'node:path';
import { MountError, mount, unmount } from 'node-mount';
import { DirectoryVolume } from './disks/directory-volume.ts';
import { shown } from './entry/shown.ts';
import type { Identity, OpenFile, Stat, Volume } from './entry/volume.ts';
import { addressOf } from './network/names.ts';
import { NetworkError } from './network/network-error.ts';

/** A server that does not answer is an error after some 15 s, and not waited for for ever as usual. */
const options = 'proto=tcp,sec=sys,soft,timeo=50,retrans=2';

/** Of the protocol, in the order in which a server is asked for them; each of them has a root that all lies below. */
const versions = ['4.2', '4.1', '4.0'] as const;

/** How a server of NFS 3 says that it does not give out a directory by itself. */
const notGivenOut = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM']);

/** How a server, or this kernel for it, says that it does not speak a version. */
const notSpoken = 'EPROTONOSUPPORT';

export class NfsVolume implements Volume {
  readonly identity: Identity;
  readonly #target: string;
  #version: Promise<'3' | '4'> | undefined;
  /** Directories of a server of NFS 3, and whether each is mounted in its place. */
  readonly #directories = new Map<string, Promise<boolean>>();

  /** @param origin `nfs://10.0.0.1` */
  constructor(origin: string) {
    this.identity = { id: shown(origin), type: 'nfs' };
    this.#target = `/run/baton/nfs-${new URL(origin).host}`;
  }

  async read(path: string, limit?: number): Promise<Uint8Array | undefined> {
    return (await this.#with(path)).read(path, limit);
  }

  async list(path: string): Promise<readonly string[] | undefined> {
    return (await this.#with(path)).list(path);
  }

  async stat(path: string): Promise<Stat | undefined> {
    return (await this.#with(path)).stat(path);
  }

  async open(path: string): Promise<OpenFile | undefined> {
    return (await this.#with(path)).open(path);
  }

  /** The server is asked for each file anew in any case. */
  forget(): void {}

  /** Unmounts it, while the server can still be told. Never throws. */
  async close(): Promise<void> {
    const directories = [...this.#directories];
    const version = await this.#version?.catch(() => undefined);
    this.#version = undefined;
    this.#directories.clear();
    if (version === '4') await letGo(this.#target);
    for (const [directory, mounted] of directories)
      if (await mounted.catch(() => false)) await letGo(`${this.#target}${directory}`);
  }

  /** What is mounted, with what has the path in it. Raises NetworkError. */
  async #with(path: string): Promise<Volume> {
    this.#version ??= this.#mountRoot().catch((failure) => {
      this.#version = undefined;
      throw failure;
    });
    if ((await this.#version) === '3') await this.#mountAbove(path);
    return new DirectoryVolume(this.#target, this.identity);
  }

  /** @returns the version of the protocol; for 3 nothing is mounted yet */
  async #mountRoot(): Promise<'3' | '4'> {
    for (const version of versions)
      try {
        await this.#mount('/', 'nfs4', `vers=${version}`);
        return '4';
      } catch (failure) {
        // Another version helps only where it is the version that the server refuses.
        if ((failure as MountError).code !== notSpoken) throw this.#explained(failure);
      }
    return '3';
  }

  /** NFS 3 has no root: of the directories above the path, the first that the server gives out is mounted. */
  async #mountAbove(path: string): Promise<void> {
    const names = posix.normalize(path).split('/').filter(Boolean);
    for (let count = 0; count <= names.length; count++) {
      const directory = `/${names.slice(0, count).join('/')}`;
      const known = this.#directories.get(directory) ?? this.#mountThere(directory);
      this.#directories.set(directory, known);
      // A server that fails may be well a moment later.
      known.catch(() => this.#directories.delete(directory));
      if (await known) return;
    }
  }

  async #mountThere(directory: string): Promise<boolean> {
    try {
      await this.#mount(directory, 'nfs', 'vers=3,nolock,mountproto=tcp');
      return true;
    } catch (failure) {
      if (notGivenOut.has((failure as MountError).code)) return false;
      throw this.#explained(failure);
    }
  }

  /** Raises MountError, and NetworkError where the server's name is not known. */
  async #mount(directory: string, type: 'nfs' | 'nfs4', version: string): Promise<void> {
    const { id } = this.identity;
    const { hostname, port } = new URL(id);
    const address = await addressOf(hostname, `${id} cannot be mounted`);
    const data = `${options},${version},addr=${address}${port === '' ? '' : `,port=${port}`}`;
    const target = posix.join(this.#target, directory);
    mkdirSync(target, { recursive: true });
    const source = `${address.includes(':') ? `[${address}]` : address}:${directory}`;
    try {
      await mount({ source, target, type, flags: ['ro', 'nosuid', 'nodev', 'noexec'], data });
    } catch (failure) {
      // It would look like one that is there.
      await rmdir(target).catch(() => {});
      throw failure;
    }
  }

  #explained(failure: unknown): unknown {
    if (!(failure instanceof MountError)) return failure;
    return new NetworkError(
      `${this.identity.id} cannot be mounted: ${failure.message}. It has to serve NFS 3 or 4, and let this machine in; the image has to have the profile full.`,
      { cause: failure },
    );
  }
}

async function letGo(target: string): Promise<void> {
  await unmount(target).catch(() => unmount(target, ['detach']).catch(() => {}));
}
