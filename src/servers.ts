// Servers that files are fetched from, and disc images on them: each as a Volume, with what is said meanwhile.

import type { Messages } from './console/messages/en.ts';
import type { Entry, Resource } from './entry/entry.ts';
import { shown } from './entry/shown.ts';
import type { Volume } from './entry/volume.ts';
import type { Connection } from './network/connection.ts';
import { KnownServers } from './network/known-servers.ts';
import type { Located } from './network/located.ts';
import { NetworkVolume } from './network/network-volume.ts';
import { NfsVolume } from './nfs-volume.ts';

export interface Surroundings {
  status(text: string): void;
  messages(): Messages;
  /** What ends a transfer that begins now. */
  signal(): AbortSignal;
  connection(): Connection;
}

/** Often enough to see that it goes on, and seldom enough for a serial line, in milliseconds. */
const pause = 500;

export class Servers {
  readonly #surroundings: Surroundings;
  readonly #servers: KnownServers<NetworkVolume | NfsVolume>;
  /** Disc images, by their URLs. */
  readonly #images = new Map<string, Volume>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    const { signal, connection } = surroundings;
    this.#servers = new KnownServers((origin) =>
      origin.startsWith('nfs:')
        ? new NfsVolume(origin)
        : new NetworkVolume(origin, { signal, connection, onProgress: this.#progress() }),
    );
  }

  /** The server that was asked before, or the disc image, by its URL. */
  known(id: string): Volume | undefined {
    return this.#servers.get(id) ?? this.#images.get(id);
  }

  /** @param origin such as `tftp://10.0.0.1` */
  server(origin: string): NetworkVolume | NfsVolume {
    return this.#servers.at(origin);
  }

  /** Unmounts what is mounted, while the servers can still be told. Never throws. */
  async close(): Promise<void> {
    for (const server of this.#servers.all) if (server instanceof NfsVolume) await server.close();
  }

  /** Has a server asked anew for what it was asked before; all of them without an id. */
  forget(id?: string): void {
    const servers = id === undefined ? this.#servers.all : [this.#servers.get(id)];
    for (const server of servers) server?.forget();
  }

  /** The files in the disc image at `given`, which is {@link known} then; undefined where none is there. Raises NetworkError. */
  async image(given: string): Promise<Volume | undefined> {
    const url = this.#servers.withPassword(given);
    const { openImageAtUrl } = await import('./network/image-at-url.ts');
    const { signal, connection } = this.#surroundings;
    const show = this.#progress();
    const image = await openImageAtUrl(url, () => {
      const began = performance.now();
      const onProgress = (bytes: number, total?: number) =>
        show(shown(url), bytes, total, (performance.now() - began) / 1000);
      return { signal: signal(), connection: connection(), onProgress };
    });
    if (image) this.#images.set(url, image);
    return image;
  }

  #progress(): (url: string, bytes: number, total: number | undefined, seconds: number) => void {
    let last = Number.NEGATIVE_INFINITY;
    return (url, bytes, total, seconds) => {
      if (performance.now() - last < pause) return;
      last = performance.now();
      this.#surroundings.status(progressText(this.#surroundings.messages(), url, bytes, total, seconds));
    };
  }
}

/** The entry with all that it loads from URLs as files of servers. Raises what `locate` raises. */
export async function onServers(entry: Entry, locate: (url: string) => Promise<Located>): Promise<Entry> {
  const { kernel, initrds, devicetree } = entry;
  if (![kernel, ...initrds, devicetree].some((one) => one?.url !== undefined)) return entry;
  const onServer = async (resource: Resource): Promise<Resource> => {
    if (resource.url === undefined) return resource;
    const { volume, path } = await locate(resource.url);
    return { volume: volume.identity.id, path };
  };
  return {
    ...entry,
    ...(kernel ? { kernel: await onServer(kernel) } : {}),
    initrds: await Promise.all(initrds.map(onServer)),
    ...(devicetree ? { devicetree: await onServer(devicetree) } : {}),
  };
}

function progressText(
  messages: Messages,
  url: string,
  bytes: number,
  total: number | undefined,
  seconds: number,
): string {
  const mebi = (size: number): string => (size / 2 ** 20).toFixed(1);
  const left = total === undefined ? '' : `${Math.ceil(((total - bytes) / bytes) * seconds)} s`;
  const amount = total === undefined ? mebi(bytes) : `${mebi(bytes)} / ${mebi(total)}`;
  return messages.fetching(url, `${amount} MiB`, `${mebi(bytes / Math.max(seconds, 0.001))} MiB/s`, left);
}
