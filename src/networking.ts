// The network, from the moment that somebody asks for it: cards up, an address, what there is to boot.

import { setTimeout as sleep } from 'node:timers/promises';
import { Connecting, type ServerWishes } from './connecting.ts';
import type { Messages } from './console/messages/en.ts';
import type { Machine } from './dialects/dialect.ts';
import type { Entry } from './entry/entry.ts';
import type { Volume } from './entry/volume.ts';
import type { Journal } from './journal.ts';
import { smbios } from './linux/hardware.ts';
import { runningMachine } from './linux/machine.ts';
import type { Client } from './network/client.ts';
import type { Finder, Found } from './network/find.ts';
import type { Lease } from './network/lease.ts';
import type { LinkWishes } from './network/link-plan.ts';
import type { Links } from './network/links.ts';
import type { Located } from './network/located.ts';
import { NetworkError, sentences } from './network/network-error.ts';
import { SanDisks } from './san-disks.ts';
import { onServers, Servers } from './servers.ts';

/** SMBIOS system UUID, which only root may read. */
const systemUuid = (): string | undefined => smbios('product_uuid')?.toLowerCase();

/** When one card has its address, how long the others have for theirs, in milliseconds. */
const patience = 3000;

export interface Wishes extends LinkWishes, ServerWishes {
  readonly network?: 'auto' | 'on' | 'off';
  /** Disks on servers. */
  readonly san: readonly string[];
  /** What is booted in place of what DHCP names, and the prefix of the API that pixiecore asks. */
  readonly url?: string;
  readonly pixiecore?: string;
}

/** What was found, and what belongs to the cmdline of a kernel that is not in a configuration (RFC 5970). */
export type Offered = Found & { readonly cmdline?: string };

export interface Actions {
  status(text: string): void;
  notice(text: string): void;
  messages(): Messages;
  /** The drivers of cards that were there at the start have been started. */
  ready(): Promise<void>;
  /** Of the disks, with files that the settings name. */
  volumes(): readonly Volume[];
}

export class Networking {
  readonly #journal: Journal;
  readonly #actions: Actions;
  readonly #wishes: () => Wishes;
  readonly #connecting: Connecting;
  readonly #timeServers = new Set<string>();
  readonly #disks: SanDisks;
  readonly #servers: Servers;
  #links: Links | undefined;
  /** The first that was got. */
  #lease: Lease | undefined;
  /** That the machine has an address; asked for once, and again after a failure. */
  #connected: Promise<void> | undefined;
  #rebootTime: number | undefined;
  #abort = new AbortController();

  /** @param wishes of the settings, as they are then */
  constructor(journal: Journal, wishes: () => Wishes, actions: Actions) {
    this.#journal = journal;
    this.#wishes = wishes;
    this.#actions = actions;
    const timeServers = () => [...this.#timeServers];
    this.#connecting = new Connecting(journal, wishes, { volumes: () => actions.volumes(), timeServers });
    this.#disks = new SanDisks({ ...actions, journal, name: () => systemUuid() ?? 'machine' });
    this.#servers = new Servers({
      ...actions,
      signal: () => this.#abort.signal,
      connection: () => this.#connecting.connection(),
    });
  }

  /** The server that was asked before, by its origin, or the disc image, by its URL. */
  volume(id: string): Volume | undefined {
    return this.#servers.known(id);
  }

  /** Whether the machine has an address, or is about to get one. */
  get connected(): boolean {
    return this.#connected !== undefined;
  }

  /** After how many seconds the network may be asked again, where a DHCP server has said that. */
  get rebootTime(): number | undefined {
    return this.#rebootTime;
  }

  /** Ends what is being fetched or waited for. */
  stop(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  /**
   * What a PXE firmware would boot from the network, by each link that gets an address: `take` gets it as it is found.
   * Comes back when the first has been found; the others go on. Raises NetworkError where there is nothing.
   */
  async find(take: (found: Offered) => Promise<void> | void): Promise<void> {
    const { signal } = this.#abort;
    this.#rebootTime = undefined;
    const asked = await this.#ask(signal);
    this.#servers.forget();
    let has = false;
    const attempts = asked.map(async (asking) => {
      try {
        const lease = await asking;
        // Nobody has promised an address of that kind.
        if (!lease) throw new NetworkError('');
        this.#connected ??= Promise.resolve();
        this.#rebootTime = lease.rebootTime ?? this.#rebootTime;
        has = await this.#disks.attachRoot(lease);
        if (has) return;
        await take(await this.#findBy(lease, signal));
        has = true;
      } catch (failure) {
        if (has && failure instanceof NetworkError && failure.message !== '') this.#journal.warning(failure.message);
        throw failure;
      }
    });
    try {
      await Promise.any(attempts);
    } catch (failure) {
      throw new NetworkError(sentences((failure as AggregateError).errors));
    }
  }

  async #findBy(lease: Lease, signal: AbortSignal): Promise<Offered> {
    const [{ find }, { withBootFile, offeredTo }] = await Promise.all([
      import('./network/find.ts'),
      import('./network/boot-offer.ts'),
    ]);
    const finder = this.#finder();
    const again = (userClass: string, of: Lease) => offeredTo(userClass, of, this.#client(), signal);
    const named = finder.url !== undefined || finder.api !== undefined;
    const complete = named ? lease : await withBootFile(lease, this.#client(), this.#journal, signal);
    const found = await find(complete, { ...finder, again });
    return { ...found, ...(named || !lease.bootParameters ? {} : { cmdline: lease.bootParameters.join(' ') }) };
  }

  /** Attaches the disks on servers that the settings name, and says which could not be. */
  async attach(): Promise<void> {
    const { san } = this.#wishes();
    if (san.length === 0) return;
    try {
      await this.#up();
    } catch (failure) {
      if (!(failure instanceof NetworkError)) throw failure;
      return this.#actions.notice(failure.message);
    }
    await Promise.all(san.map((disk) => this.#disks.attach(disk)));
  }

  /** Gives the addresses back, before the machine is handed over. Never throws. */
  async leave(): Promise<void> {
    this.stop();
    await this.#servers.close();
    await this.#disks.detachAll();
    await this.#links?.release();
    this.#links = undefined;
    this.#connected = undefined;
    this.#lease = undefined;
  }

  /** The server and the path of a URL, with an address to ask it from. Raises NetworkError. */
  async locate(url: string): Promise<Located> {
    const { locate } = await import('./network/located.ts');
    const located = locate(url, this.#finder());
    this.#servers.forget(located.volume.identity.id);
    await this.#up();
    return located;
  }

  /** As {@link locate}, with this machine as a boot loader that came over that network would see it. */
  async reach(url: string): Promise<Located & { readonly machine: Machine }> {
    const located = await this.locate(url);
    const { networkBoot } = await import('./network/network-boot.ts');
    const { machine, volume } = this.#finder();
    return { ...located, machine: this.#lease ? { ...machine, network: networkBoot(this.#lease, volume) } : machine };
  }

  /** The files in the disc image at `url`, which {@link volume} knows; undefined where none is there. Raises NetworkError. */
  async image(url: string): Promise<Volume | undefined> {
    await this.#up();
    return this.#servers.image(url);
  }

  /** The entry with all that it loads from URLs as files of servers, which {@link volume} knows. Raises NetworkError. */
  async located(entry: Entry): Promise<Entry> {
    return onServers(entry, (url) => this.locate(url));
  }

  #finder(): Finder {
    const { url, pixiecore } = this.#wishes();
    return {
      machine: runningMachine(),
      volume: (origin) => this.#servers.server(origin),
      ...(url === undefined ? {} : { url }),
      ...(pixiecore === undefined ? {} : { api: pixiecore }),
    };
  }

  /** What becomes of each link. Raises NetworkError where the settings forbid it, or there is no link. */
  async #ask(signal: AbortSignal): Promise<readonly Promise<Lease | undefined>[]> {
    if (this.#wishes().network === 'off')
      throw new NetworkError('The setting baton.network=off forbids to use the network.');
    this.#actions.status(this.#actions.messages().lookingForNetwork);
    await this.#actions.ready();
    const { Links } = await import('./network/links.ts');
    this.#links ??= new Links(this.#wishes, this.#client(), this.#journal);
    const asked = await this.#links.ask(signal);
    for (const asking of asked)
      void asking.then(
        (lease) => {
          this.#lease ??= lease;
          for (const server of lease?.timeServers ?? []) this.#timeServers.add(server);
        },
        () => {},
      );
    return asked;
  }

  /** Waits until the machine has an address, and somewhat longer for those of its other cards. Raises NetworkError. */
  async #up(): Promise<void> {
    this.#connected ??= this.#connect().catch((failure) => {
      this.#connected = undefined;
      throw failure;
    });
    return this.#connected;
  }

  async #connect(): Promise<void> {
    const asked = await this.#ask(this.#abort.signal);
    const given = asked.map(async (asking) => {
      if (!(await asking)) throw new NetworkError('');
    });
    try {
      await Promise.any(given);
    } catch (failure) {
      throw new NetworkError(sentences((failure as AggregateError).errors));
    }
    await Promise.race([Promise.allSettled(given), sleep(patience)]);
  }

  #client(): Client {
    const uuid = systemUuid();
    return { firmware: runningMachine().firmware, ...(uuid ? { uuid } : {}) };
  }
}
