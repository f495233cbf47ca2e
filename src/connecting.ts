// How servers are reached and which of them are believed, by the settings, the leases and the clock.

import { readFileSync } from 'node:fs';
import type { SecureContext } from 'node:tls';
import { findVolume } from './editing/find-volume.ts';
import type { Volume } from './entry/volume.ts';
import type { Journal } from './journal.ts';
import type { Connection } from './network/connection.ts';
import { NetworkError } from './network/network-error.ts';
import type { TrustFile } from './network/trust.ts';
import type { Settings } from './settings/settings.ts';

/** What the settings say of servers. */
export type ServerWishes = Pick<
  Settings,
  'proxy' | 'noProxy' | 'authorities' | 'onlyAuthorities' | 'certificate' | 'certificateKey' | 'timeServers'
>;

export interface Surroundings {
  /** All that files of the settings can lie on. */
  volumes(): readonly Volume[];
  /** Those that leases have named. */
  timeServers(): readonly string[];
  /** When the image was built, in seconds since 1970; undefined where this is no image. */
  built?(): number | undefined;
}

/** More than any file of certificates has, in bytes. */
const largest = 2 ** 22;

export class Connecting {
  readonly #journal: Journal;
  readonly #wishes: () => ServerWishes;
  readonly #surroundings: Surroundings;
  #clockSettled = false;
  /** What was made of the settings as they were then. */
  #trust: { readonly wishes: string; readonly context: Promise<SecureContext> } | undefined;

  constructor(journal: Journal, wishes: () => ServerWishes, surroundings: Surroundings) {
    this.#journal = journal;
    this.#wishes = wishes;
    this.#surroundings = surroundings;
  }

  /** As the settings are now. */
  connection(): Connection {
    const { proxy, noProxy } = this.#wishes();
    return {
      ...(proxy === undefined ? {} : { proxy: { url: proxy, except: noProxy } }),
      secure: () => this.#secure(),
    };
  }

  async #secure(): Promise<SecureContext | undefined> {
    if (!this.#clockSettled) {
      await this.#settleClock();
      this.#clockSettled = true;
    }
    const { authorities, onlyAuthorities: only, certificate, certificateKey: key } = this.#wishes();
    if (only && authorities.length === 0)
      throw new NetworkError(
        'The setting ca-only trusts those of ca alone, and there are none. Name their file there.',
      );
    if (authorities.length === 0 && !certificate && !key) return undefined;
    const wishes = JSON.stringify([authorities, only, certificate, key]);
    if (this.#trust?.wishes !== wishes) this.#trust = { wishes, context: this.#makeContext() };
    try {
      return await this.#trust.context;
    } catch (failure) {
      // The volume with the file may come yet.
      this.#trust = undefined;
      throw failure;
    }
  }

  async #makeContext(): Promise<SecureContext> {
    const { authorities, onlyAuthorities, certificate, certificateKey } = this.#wishes();
    const { secureContextOf } = await import('./network/trust.ts');
    return secureContextOf({
      authorities: await Promise.all(authorities.map((place) => this.#read(place))),
      only: onlyAuthorities,
      ...(certificate ? { certificate: await this.#read(certificate) } : {}),
      ...(certificateKey ? { key: await this.#read(certificateKey) } : {}),
    });
  }

  async #read({ path, volume: name }: ServerWishes['authorities'][number]): Promise<TrustFile> {
    if (name === undefined) {
      try {
        return { name: path, text: readFileSync(path, 'latin1') };
      } catch (cause) {
        const { code } = cause as NodeJS.ErrnoException;
        throw new NetworkError(`The file ${path} of the image cannot be read (${code}), which the settings name.`, {
          cause,
        });
      }
    }
    const volume = findVolume(name, this.#surroundings.volumes());
    const bytes = await volume?.read(path, largest);
    if (!bytes)
      throw new NetworkError(
        volume
          ? `There is no file ${path} on ${name}, which the settings name.`
          : `The file ${path} of the settings lies on ${name}, which is not there. Connect that disk.`,
      );
    return { name: `${path} on ${name}`, text: Buffer.from(bytes).toString('latin1') };
  }

  async #settleClock(): Promise<void> {
    const { built = imageBuilt, timeServers } = this.#surroundings;
    const seconds = built();
    if (seconds === undefined || Date.now() / 1000 >= seconds) return;
    const { settleClock } = await import('./network/clock.ts');
    const servers = [...this.#wishes().timeServers, ...timeServers()];
    const done = await settleClock({ built: seconds, servers });
    if (done !== undefined) this.#journal.warning(done);
  }
}

function imageBuilt(): number | undefined {
  try {
    return Number(readFileSync('/etc/baton.built', 'utf8'));
  } catch {
    return undefined;
  }
}
