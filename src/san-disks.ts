// Disks on servers, which the settings or DHCP name, attached to this machine.

import type { Journal } from './journal.ts';
import type { Lease } from './network/lease.ts';
import { NetworkError } from './network/network-error.ts';

export interface Surroundings {
  readonly journal: Journal;
  notice(text: string): void;
  /** What this machine is called by such servers. */
  name(): string;
}

export class SanDisks {
  readonly #surroundings: Surroundings;
  readonly #attached = new Set<string>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** Attaches a disk, once, and says why it could not. */
  async attach(disk: string): Promise<void> {
    if (this.#attached.has(disk)) return;
    this.#attached.add(disk);
    const { journal, notice, name } = this.#surroundings;
    const { attach } = await import('./network/san.ts');
    try {
      await journal.span(`${disk} was attached`, () => attach(disk, name()));
    } catch (failure) {
      this.#attached.delete(disk);
      if (!(failure instanceof NetworkError)) throw failure;
      notice(failure.message);
    }
  }

  /** The disk that DHCP names as the root. Returns whether it names one, and nothing else that could be booted. */
  async attachRoot(lease: Lease): Promise<boolean> {
    const { rootPath = '' } = lease;
    const [{ readSanTarget }, { namesBootFile }] = await Promise.all([
      import('./network/san-target.ts'),
      import('./network/lease.ts'),
    ]);
    if (!readSanTarget(rootPath)) return false;
    await this.attach(rootPath);
    return !namesBootFile(lease);
  }

  /** Lets go of all of them. */
  async detachAll(): Promise<void> {
    if (this.#attached.size > 0) await (await import('./network/san.ts')).detachAll();
    this.#attached.clear();
  }
}
