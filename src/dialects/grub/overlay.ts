/** A map on top of another one: what is set or removed here does not show below. */
export class Overlay<V> {
  readonly #below: Overlay<V> | undefined;
  #own: Map<string, V | undefined> | undefined;

  constructor(below?: Overlay<V>) {
    this.#below = below;
  }

  get(name: string): V | undefined {
    const own = this.#own?.get(name);
    return own !== undefined || this.#own?.has(name) ? own : this.#below?.get(name);
  }

  set(name: string, value: V): void {
    this.#own ??= new Map();
    this.#own.set(name, value);
  }

  delete(name: string): void {
    this.#own ??= new Map();
    this.#own.set(name, undefined);
  }

  /** An empty map on top of this one. */
  fork(): Overlay<V> {
    return new Overlay(this);
  }

  /** Every name that has a value, with it. */
  entries(): [string, V][] {
    if (!this.#own) return this.#below?.entries() ?? [];
    const all = new Map(this.#below?.entries());
    for (const [name, value] of this.#own) {
      if (value === undefined) all.delete(name);
      else all.set(name, value);
    }
    return [...all];
  }
}
