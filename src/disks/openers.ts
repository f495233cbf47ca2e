// The openers of this run, each made when the first device asks for it.

import { names } from '../entry/names.ts';
import type { Finding } from './finding.ts';
import { identityOf } from './identity.ts';
import type { Member, Opener, Workshop } from './opener.ts';
import { openerTable } from './openers/index.ts';

/** The row for what `member` holds. Partitions of a mapped device are not the kernel's work. */
function rowFor({ device, facts }: Pick<Finding, 'device' | 'facts'>): string | undefined {
  const { type, table } = facts ?? {};
  if (type !== undefined) return type;
  return table !== undefined && device.name.startsWith('dm-') ? 'partitions' : undefined;
}

export class Openers {
  readonly #workshop: Workshop;
  /** By the function of the table that makes them: several types may share one. */
  readonly #made = new Map<unknown, Promise<Opener>>();
  /** Devices that only the settings know to be encrypted, since their headers lie elsewhere. */
  readonly #headless = new Set<string>();
  #settling: Promise<void> | undefined;
  #settleAgain = false;

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  /** What opens `member`; undefined when nothing special is needed for it. Raises an error when the code cannot be had. */
  async for(member: Member): Promise<Opener | undefined> {
    const { headers } = this.#workshop.locks.wishes;
    if (headers.some(({ device }) => names(device, identityOf(member)))) this.#headless.add(member.device.name);
    const load = this.#loadFor(member);
    if (!load) return undefined;
    let opener = this.#made.get(load);
    if (!opener) {
      opener = load(this.#workshop);
      this.#made.set(load, opener);
    }
    return opener;
  }

  /** Tells the opener of a device that it has gone. Never throws. */
  async forget(finding: Finding): Promise<void> {
    const load = this.#loadFor(finding);
    const opener = load && (await this.#made.get(load));
    await this.#softly(opener?.forget?.(finding.device));
  }

  /** Tells all that everything has been looked at; when that happens again meanwhile, once more. Never throws. */
  settle(): Promise<void> {
    this.#settleAgain = true;
    this.#settling ??= this.#settleAll().finally(() => {
      this.#settling = undefined;
    });
    return this.#settling;
  }

  /** Tells all that there are other volumes than before. Never throws. */
  async volumesChanged(): Promise<void> {
    const openers = await Promise.all(this.#made.values());
    await Promise.all(openers.map((opener) => this.#softly(opener.volumesChanged?.())));
  }

  /** Forgets everything, for a new start. */
  reset(): void {
    this.#made.clear();
  }

  #loadFor(what: Pick<Finding, 'device' | 'facts'>) {
    const row = this.#headless.has(what.device.name) ? 'crypto_LUKS' : rowFor(what);
    return row !== undefined && Object.hasOwn(openerTable, row) ? openerTable[row] : undefined;
  }

  async #settleAll(): Promise<void> {
    while (this.#settleAgain) {
      this.#settleAgain = false;
      const openers = await Promise.all(this.#made.values());
      await Promise.all(openers.map((opener) => this.#softly(opener.settled?.())));
    }
  }

  async #softly(step: Promise<void> | undefined): Promise<void> {
    try {
      await step;
    } catch (failure) {
      this.#workshop.journal.warning(failure instanceof Error ? failure.message : String(failure));
    }
  }
}
