// A server of NFS, as a Volume: its root is mounted read-only when something of it is asked for.
// https://docs.kernel.org/admin-guide/nfs/nfs-client.html, options: nfs(5)

import { mkdirSync } from 'node:fs';
import { MountError, mount, unmount } from 'node-mount';
import { DirectoryVolume } from './disks/directory-volume.ts';
import { shown } from './entry/shown.ts';
import type { Identity, OpenFile, Stat, Volume } from './entry/volume.ts';
import { addressOf } from './network/names.ts';
import { NetworkError } from './network/network-error.ts';

/** A server that does not answer is an error after some 15 s, and not waited for for ever as usual. */
const options = 'proto=tcp,sec=sys,soft,timeo=50,retrans=2';

/** Of the protocol, in the order in which a server is asked for them. */
const versions = ['4.2', '4.1', '4.0'] as const;

export class NfsVolume implements Volume {
  readonly identity: Identity;
  readonly #target: string;
  #mounted: Promise<Volume> | undefined;

  /** @param origin `nfs://10.0.0.1` */
  constructor(origin: string) {
    this.identity = { id: shown(origin), type: 'nfs' };
    this.#target = `/run/baton/nfs-${new URL(origin).host}`;
  }

  async read(path: string, limit?: number): Promise<Uint8Array | undefined> {
    return (await this.#volume()).read(path, limit);
  }

  async list(path: string): Promise<readonly string[] | undefined> {
    return (await this.#volume()).list(path);
  }

  async stat(path: string): Promise<Stat | undefined> {
    return (await this.#volume()).stat(path);
  }

  async open(path: string): Promise<OpenFile | undefined> {
    return (await this.#volume()).open(path);
  }

  /** The server is asked for each file anew in any case. */
  forget(): void {}

  /** Unmounts it, while the server can still be told. Never throws. */
  async close(): Promise<void> {
    const mounted = await this.#mounted?.catch(() => undefined);
    this.#mounted = undefined;
    if (mounted) await unmount(this.#target).catch(() => unmount(this.#target, ['detach']).catch(() => {}));
  }

  #volume(): Promise<Volume> {
    this.#mounted ??= this.#mount().catch((failure) => {
      this.#mounted = undefined;
      throw failure;
    });
    return this.#mounted;
  }

  async #mount(): Promise<Volume> {
    const { id } = this.identity;
    const { hostname, port } = new URL(id);
    const address = await addressOf(hostname, `${id} cannot be mounted`);
    const data = `${options},addr=${address}${port === '' ? '' : `,port=${port}`}`;
    mkdirSync(this.#target, { recursive: true });
    const source = `${address.includes(':') ? `[${address}]` : address}:/`;
    const how = { source, target: this.#target, type: 'nfs4', flags: ['ro', 'nosuid', 'nodev', 'noexec'] } as const;
    let cause: MountError | undefined;
    for (const version of versions) {
      try {
        await mount({ ...how, data: `${data},vers=${version}` });
        return new DirectoryVolume(this.#target, this.identity);
      } catch (failure) {
        if (!(failure instanceof MountError)) throw failure;
        cause = failure;
        // Another version helps only where it is the version that the server refuses.
        if (failure.code !== 'EPROTONOSUPPORT') break;
      }
    }
    throw new NetworkError(
      `${id} cannot be mounted: ${cause?.message}. It has to serve NFS 4, and let this machine in; the image has to have the profile full.`,
      { cause },
    );
  }
}
