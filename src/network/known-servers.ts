// Servers that were asked before. What a server is known by goes into sentences, records and files, and hence has no
// password in it.

import { shown } from '../entry/shown.ts';
import type { Volume } from '../entry/volume.ts';

export class KnownServers<Server extends Volume> {
  readonly #make: (origin: string) => Server;
  readonly #servers = new Map<string, { readonly origin: string; readonly server: Server }>();

  /** @param make a server out of an origin such as `http://user:password@10.0.0.1`, with `shown` of it as its id */
  constructor(make: (origin: string) => Server) {
    this.#make = make;
  }

  /** The server at the origin; without a password, the one that was given with one before, if there was one. */
  at(origin: string): Server {
    const id = shown(origin);
    const known = this.#servers.get(id);
    if (known && (origin === id || origin === known.origin)) return known.server;
    const server = this.#make(origin);
    this.#servers.set(id, { origin, server });
    return server;
  }

  /** The server that has this id, if it was asked before. */
  get(id: string): Server | undefined {
    return this.#servers.get(id)?.server;
  }

  /** The URL with the password that its server was given with, where it has none itself. */
  withPassword(url: string): string {
    for (const [id, { origin }] of this.#servers)
      if (url.startsWith(`${id}/`)) return `${origin}${url.slice(id.length)}`;
    return url;
  }

  get all(): readonly Server[] {
    return [...this.#servers.values()].map(({ server }) => server);
  }
}
