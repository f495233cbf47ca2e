import type { Volume } from '../../entry/volume.ts';
import type { Machine } from '../dialect.ts';
import { type Budget, Run } from './run.ts';
import { cloneState, type MenuChoice, type MenuItem, type Outcome, type State } from './state.ts';

/** What is asked, and where each answer leads. */
export interface MenuNode {
  readonly choice: MenuChoice;
  readonly items: readonly ItemNode[];
}

export interface ItemNode {
  readonly item: MenuItem;
  /** Where it leads; undefined where it leads to a menu that is there already. */
  readonly outcome?: Outcome;
  /** The menu that it leads to. */
  readonly menu?: MenuNode;
}

const MAX_DEPTH = 8;
const MAX_NODES = 2_000;

/** Runs scripts once for every item of every menu, as if that item had been chosen. */
export class Explorer {
  readonly #volume: Volume;
  readonly #machine: Machine;
  readonly #budget: Budget;
  /** Menus that were met, by what they show and where they are asked. */
  readonly #met = new Set<string>();
  #nodes = 0;

  constructor(volume: Volume, machine: Machine, budget: Budget) {
    this.#volume = volume;
    this.#machine = machine;
    this.#budget = budget;
  }

  run(state: State): Promise<Outcome> {
    return new Run(state, this.#volume, this.#machine, this.#budget).toOutcome();
  }

  /** The menu with all that is below it. A menu that several items lead to is below the first of them. */
  async menu(choice: MenuChoice, state: State, depth = 0): Promise<MenuNode> {
    this.#isNew(choice, state);
    const found: ItemNode[] = [];
    for (const item of choice.items) {
      this.#nodes += 1;
      if (this.#nodes > MAX_NODES) break;
      // What is kept of a way is as large as its settings.
      this.#budget.steps -= state.settings.size / 4;
      const chosen = cloneState(state);
      chosen.settings.set(choice.setting, item.name!);
      const outcome = await this.run(chosen);
      const known = outcome.what === 'menu' && (depth >= MAX_DEPTH || !this.#isNew(outcome.choice, outcome.state));
      found.push(known ? { item } : { item, outcome });
    }
    const items: ItemNode[] = [];
    for (const node of found) {
      const { outcome } = node;
      if (outcome?.what !== 'menu') items.push(node);
      else items.push({ ...node, menu: await this.menu(outcome.choice, outcome.state, depth + 1) });
    }
    return { choice, items };
  }

  #isNew({ menu }: MenuChoice, { frames }: State): boolean {
    const { script, next } = frames.at(-1)!;
    const key = JSON.stringify([script.name, next, menu.title, menu.items.map(({ name, text }) => [name, text])]);
    const known = this.#met.has(key);
    this.#met.add(key);
    return !known;
  }
}
