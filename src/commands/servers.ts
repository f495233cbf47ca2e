// The servers that commands are given URLs of.

import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { Connecting, type ServerWishes } from '../connecting.ts';
import type { Machine } from '../dialects/dialect.ts';
import { serverPlace } from '../dialects/server-place.ts';
import { lookAt } from '../editing/entered.ts';
import type { Entry, Resource } from '../entry/entry.ts';
import type { Reading } from '../entry/reading.ts';
import { shown } from '../entry/shown.ts';
import type { Volume } from '../entry/volume.ts';
import { Journal } from '../journal.ts';
import { runningMachine } from '../linux/machine.ts';
import { type FetchedFile, fetchFile } from '../network/fetch.ts';
import { openImageAtUrl } from '../network/image-at-url.ts';
import { KnownServers } from '../network/known-servers.ts';
import { networkBoot } from '../network/network-boot.ts';
import { NetworkError } from '../network/network-error.ts';
import { NetworkVolume } from '../network/network-volume.ts';
import { isRescueShell, readRecord } from '../record/read-record.ts';
import { schema } from '../settings/schema.ts';

/** The authorities that other programs on a Debian trust. */
const systemAuthorities = '/etc/ssl/certs/ca-certificates.crt';

export class Servers {
  readonly #connecting: Connecting;
  readonly #servers = new KnownServers(
    (origin) => new NetworkVolume(origin, { connection: () => this.#connecting.connection() }),
  );
  /** Disc images on them. */
  readonly #images: Volume[] = [];

  constructor() {
    const wishes = serverWishes();
    const surroundings = { volumes: () => [], timeServers: () => [], built: () => undefined };
    this.#connecting = new Connecting(new Journal(), () => wishes, surroundings);
  }

  /** The volumes of all servers that were asked, and of disc images on them. */
  get volumes(): readonly Volume[] {
    return [...this.#servers.all, ...this.#images];
  }

  /** The file at a URL, in memory; the caller closes it. Raises NetworkError. */
  open(url: string): Promise<FetchedFile> {
    return fetchFile(url, { connection: this.#connecting.connection() });
  }

  /** What lies at a URL: a boot configuration, or the one entry that a kernel is. Raises NetworkError. */
  async read(url: string): Promise<Reading> {
    const machine = this.#machine();
    const locate = async (given: string) => ({ ...this.#locate(given), machine });
    const found = await lookAt(url, { url }, [], machine, locate, (given) => this.#image(given));
    if (found.kind === 'configuration') return found.reading;
    if (!('entry' in found))
      throw new NetworkError(`${shown(url)} ${'reason' in found ? found.reason : reasons[found.kind]}`);
    const { entry } = found;
    const { volume } = this.#locate(url);
    const located = { ...entry, ...(entry.kernel ? { kernel: this.#onServer(entry.kernel) } : {}) };
    return { volume: volume.identity.id, config: entry.config, entries: [located], diagnostics: [] };
  }

  /** With resources that have URLs as files of servers. Raises NetworkError. */
  located(entry: Entry): Entry {
    const { kernel, devicetree } = entry;
    return {
      ...entry,
      ...(kernel ? { kernel: this.#onServer(kernel) } : {}),
      initrds: entry.initrds.map((one) => this.#onServer(one)),
      ...(devicetree ? { devicetree: this.#onServer(devicetree) } : {}),
    };
  }

  #onServer(resource: Resource): Resource {
    if (resource.url === undefined) return resource;
    const { volume, path } = this.#locate(resource.url);
    return { volume: volume.identity.id, path };
  }

  #locate(url: string): { readonly volume: Volume; readonly path: string } {
    const place = serverPlace(url);
    if (!place) throw new NetworkError(`${shown(url)} cannot be fetched: it takes a URL with http, https or tftp.`);
    return { volume: this.#servers.at(place.origin), path: place.path };
  }

  async #image(url: string): Promise<Volume | undefined> {
    const image = await openImageAtUrl(url, () => ({ connection: this.#connecting.connection() }));
    if (image) this.#images.push(image);
    return image;
  }

  /** This machine, as one that came over the network of its first card. */
  #machine(): Machine {
    const [card, own] = Object.entries(networkInterfaces())
      .flatMap(([name, addresses = []]) => addresses.map((address) => [name, address] as const))
      .find(([, { internal, family }]) => !internal && family === 'IPv4') ?? ['', undefined];
    const { address = '0.0.0.0', mac = '00:00:00:00:00:00', cidr } = own ?? {};
    const prefix = Number(cidr?.split('/')[1] ?? 0);
    const lease = { card, mac, address, prefix, routers: [], dns: [] };
    return { ...runningMachine(), network: networkBoot(lease, (origin) => this.#servers.at(origin)) };
  }
}

const reasons = {
  noVolume: 'is on no server that can be asked.',
  noFile: 'is not there.',
  nothing: 'is nothing that can be booted.',
} as const;

/**
 * On the rescue shell what the settings say, except for a proxy's password, which is not written down; on an installed
 * system what its other programs go by.
 */
function serverWishes(): ServerWishes {
  const { http_proxy: proxy, no_proxy: exceptions = '' } = process.env;
  const ofSystem: ServerWishes = {
    ...(proxy ? { proxy } : {}),
    noProxy: exceptions.split(',').filter(Boolean),
    authorities: !isRescueShell() && existsSync(systemAuthorities) ? [{ path: systemAuthorities }] : [],
    onlyAuthorities: false,
    timeServers: [],
  };
  const rows = isRescueShell() ? (readRecord()?.settings ?? []) : [];
  const given = new Map(rows.filter(({ value }) => value !== null).map(({ name, value }) => [name, value]));
  const fields = ['proxy', 'noProxy', 'authorities', 'onlyAuthorities', 'certificate', 'certificateKey'] as const;
  const set = fields.filter((field) => given.has(schema[field].name) && !(field === 'proxy' && proxy));
  return { ...ofSystem, ...Object.fromEntries(set.map((field) => [field, given.get(schema[field].name)])) };
}
