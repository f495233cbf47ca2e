// The network, from the moment that somebody asks for it: cards up, an address, what there is to boot.

import { readFileSync } from 'node:fs';
import type { Messages } from './console/messages/en.ts';
import type { Entry, Resource } from './entry/entry.ts';
import type { Reading } from './entry/reading.ts';
import type { Volume } from './entry/volume.ts';
import type { Journal } from './journal.ts';
import { runningMachine } from './linux/machine.ts';
import type { Card } from './network/cards.ts';
import type { Finder } from './network/find.ts';
import type { Lease } from './network/lease.ts';
import type { Located } from './network/located.ts';
import { NetworkError } from './network/network-error.ts';
import { NetworkVolume } from './network/network-volume.ts';

export interface Actions {
  status(text: string): void;
  messages(): Messages;
  /** The drivers of cards that were there at the start have been started. */
  ready(): Promise<void>;
}

export class Networking {
  readonly #journal: Journal;
  readonly #actions: Actions;
  readonly #volumes = new Map<string, NetworkVolume>();
  /** Disc images, by their URLs. */
  readonly #images = new Map<string, Volume>();
  #leases: Promise<readonly Lease[]> | undefined;
  #abort = new AbortController();

  constructor(journal: Journal, actions: Actions) {
    this.#journal = journal;
    this.#actions = actions;
  }

  /** The server that was asked before, by its origin, or the disc image, by its URL. */
  volume(id: string): Volume | undefined {
    return this.#volumes.get(id) ?? this.#images.get(id);
  }

  /** Ends what is being fetched or waited for. */
  stop(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  /**
   * What a PXE firmware would boot from the network, by each card that has got an address. Raises NetworkError where
   * there is nothing.
   */
  async find(): Promise<{ readonly readings: readonly Reading[]; readonly files: readonly Located[] }> {
    const leases = await this.#up();
    for (const volume of this.#volumes.values()) volume.forget();
    const { find } = await import('./network/find.ts');
    const readings: Reading[] = [];
    const files: Located[] = [];
    const failures: string[] = [];
    for (const lease of leases) {
      try {
        const found = await find(lease, this.#finder());
        if ('file' in found) files.push(found.file);
        else readings.push(found.reading);
      } catch (failure) {
        if (!(failure instanceof NetworkError)) throw failure;
        failures.push(failure.message);
      }
    }
    if (readings.length === 0 && files.length === 0) throw new NetworkError(failures.join(' '));
    for (const text of failures) this.#journal.warning(text);
    return { readings, files };
  }

  /** The server and the path of a URL, with an address to ask it from. Raises NetworkError. */
  async locate(url: string): Promise<Located> {
    const { locate } = await import('./network/located.ts');
    const located = locate(url, this.#finder());
    this.#volumes.get(located.volume.identity.id)?.forget();
    await this.#up();
    return located;
  }

  /** The files in the disc image at `url`, which {@link volume} knows; undefined where none is there. Raises NetworkError. */
  async image(url: string): Promise<Volume | undefined> {
    await this.#up();
    const { openImageAtUrl } = await import('./network/image-at-url.ts');
    const show = this.#progress();
    const image = await openImageAtUrl(url, () => {
      const began = performance.now();
      const onProgress = (bytes: number, total?: number) => show(url, bytes, total, (performance.now() - began) / 1000);
      return { signal: this.#abort.signal, onProgress };
    });
    if (image) this.#images.set(url, image);
    return image;
  }

  /** The entry with all that it loads from URLs as files of servers, which {@link volume} knows. Raises NetworkError. */
  async located(entry: Entry): Promise<Entry> {
    const { kernel, initrds, devicetree } = entry;
    if (![kernel, ...initrds, devicetree].some((one) => one?.url !== undefined)) return entry;
    const onServer = async (resource: Resource): Promise<Resource> => {
      if (resource.url === undefined) return resource;
      const { volume, path } = await this.locate(resource.url);
      return { volume: volume.identity.id, path };
    };
    return {
      ...entry,
      ...(kernel ? { kernel: await onServer(kernel) } : {}),
      initrds: await Promise.all(initrds.map(onServer)),
      ...(devicetree ? { devicetree: await onServer(devicetree) } : {}),
    };
  }

  #finder(): Finder {
    return { machine: runningMachine(), volume: (origin) => this.#server(origin) };
  }

  #server(origin: string): NetworkVolume {
    const known = this.#volumes.get(origin);
    if (known) return known;
    const volume = new NetworkVolume(origin, { signal: () => this.#abort.signal, onProgress: this.#progress() });
    this.#volumes.set(origin, volume);
    return volume;
  }

  /** Says how far a transfer is: often enough to see that it goes on, and seldom enough for a serial line. */
  #progress(): (url: string, bytes: number, total: number | undefined, seconds: number) => void {
    let shown = 0;
    return (url, bytes, total, seconds) => {
      if (performance.now() - shown < 500) return;
      shown = performance.now();
      this.#actions.status(progressText(this.#actions.messages(), url, bytes, total, seconds));
    };
  }

  /** The leases of all cards that have got one; asked for once, and again after a failure. */
  async #up(): Promise<readonly Lease[]> {
    this.#leases ??= this.#bringUp().catch((failure) => {
      this.#leases = undefined;
      throw failure;
    });
    return this.#leases;
  }

  async #bringUp(): Promise<readonly Lease[]> {
    this.#actions.status(this.#actions.messages().lookingForNetwork);
    await this.#actions.ready();
    const { cards } = await import('./network/cards.ts');
    const all = cards();
    if (all.length === 0)
      throw new NetworkError('This machine has no network card that the kernel has a driver for in this image.');
    const results = await Promise.allSettled(all.map((card) => this.#lease(card)));
    const leases = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason.message)] : []));
    if (leases.length === 0) throw new NetworkError(failures.join(' '));
    for (const text of failures) this.#journal.warning(text);
    return leases;
  }

  async #lease(card: Card): Promise<Lease> {
    const [{ switchOn }, { askForLease }, { useLease }] = await Promise.all([
      import('./network/cards.ts'),
      import('./network/dhcp.ts'),
      import('./network/address.ts'),
    ]);
    if (!(await switchOn(card, this.#abort.signal)))
      throw new NetworkError(`${card.name} (${card.mac}) has no signal. Is its cable plugged in?`);
    const uuid = systemUuid();
    const client = { firmware: runningMachine().firmware, ...(uuid ? { uuid } : {}) };
    const asking = () => askForLease(card, client);
    const lease = await this.#journal.span(`a DHCP server was asked on ${card.name}`, asking);
    await useLease(lease);
    this.#journal.info(`${card.name} has the address ${lease.address}/${lease.prefix} from ${lease.server ?? 'DHCP'}`);
    return lease;
  }
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

/** SMBIOS system UUID, which only root may read. */
function systemUuid(): string | undefined {
  try {
    return readFileSync('/sys/class/dmi/id/product_uuid', 'utf8').trim().toLowerCase();
  } catch {
    return undefined;
  }
}
