// What the volumes that are trusted wish for: their baton.toml, and their hooks.

import type { Volume } from './entry/volume.ts';
import type { Hooks } from './hooks/hooks.ts';
import type { Journal } from './journal.ts';
import type { InForce } from './settings/in-force.ts';
import { rankOf } from './settings/trusted.ts';

const file = '/baton.toml';
/** Where hooks are copied to, each volume's to a directory of its own. */
const copies = '/run/baton/hooks';

export class VolumeWishes {
  readonly #inForce: InForce;
  readonly #hooks: Hooks;
  readonly #journal: Journal;
  readonly #notice: (text: string) => void;
  readonly #seen = new WeakSet<Volume>();

  /** @param notice is told what could not be used */
  constructor(inForce: InForce, hooks: Hooks, journal: Journal, notice: (text: string) => void) {
    this.#inForce = inForce;
    this.#hooks = hooks;
    this.#journal = journal;
    this.#notice = notice;
  }

  /** Takes what there is on volumes that have not been looked at. Never throws: what fails is told. */
  async look(volumes: readonly Volume[]): Promise<void> {
    for (const volume of volumes) {
      const rank = rankOf(volume.identity, this.#inForce.trust);
      if (rank === undefined || this.#seen.has(volume)) continue;
      this.#seen.add(volume);
      try {
        await this.#settings(volume, rank);
        if (this.#inForce.settings.hooks) await this.#takeHooks(volume, rank);
      } catch (failure) {
        const why = failure instanceof Error ? failure.message : String(failure);
        this.#notice(`The settings and hooks on ${volume.identity.id} cannot be used: ${why}`);
      }
    }
  }

  async #settings(volume: Volume, rank: string): Promise<void> {
    if ((await volume.stat(file))?.kind !== 'file') return;
    const { longestFile, readToml } = await import('./settings/toml.ts');
    const bytes = await volume.read(file, longestFile + 1);
    if (!bytes) return;
    const name = `${file} on ${volume.identity.id}`;
    this.#journal.info(`the settings in ${name} are used`);
    for (const problem of this.#inForce.add(rank, await readToml(bytes, name))) this.#notice(problem);
  }

  async #takeHooks(volume: Volume, rank: string): Promise<void> {
    if ((await volume.stat('/baton/hooks'))?.kind !== 'directory') return;
    const { copyHooks } = await import('./hooks/copy-hooks.ts');
    const directory = `${copies}/${rank.replace(/[^\w]/g, '-')}`;
    const points = await copyHooks(volume, directory);
    if (points.length === 0) return;
    this.#hooks.add(directory);
    this.#journal.info(`hooks of ${volume.identity.id} are used: ${points.join(', ')}`);
    if (points.includes('early'))
      this.#notice(`The hooks in early.d on ${volume.identity.id} come too late; they belong into the image.`);
  }
}
