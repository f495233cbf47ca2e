import type { BlockPlace, EnvironmentChange } from '../../entry/environment-change.ts';
import { toText } from './bytes.ts';
import type { Location } from './files.ts';

/** What a script loads from environment blocks and would save in them. Its texts are no byte strings. */
export class BlockLog {
  /** The block that was used first. */
  #first: BlockPlace | undefined;
  readonly #loaded = new Map<string, string>();
  #changes: readonly EnvironmentChange[];

  constructor(changes: readonly EnvironmentChange[] = []) {
    this.#changes = changes;
  }

  get first(): BlockPlace | undefined {
    return this.#first;
  }

  /** What has to be written, one item for each block, the oldest first. */
  get changes(): readonly EnvironmentChange[] {
    return this.#changes;
  }

  /** The value as the block had it; undefined where it was not loaded. */
  loaded(name: string): string | undefined {
    return this.#loaded.get(name);
  }

  /** The value that is to be written; undefined where the script does not save it. */
  saved(name: string): string | null | undefined {
    return this.#changes.findLast(({ variables }) => Object.hasOwn(variables, name))?.variables[name];
  }

  /** A log that begins with what has been saved so far, for an item of the menu. */
  fork(): BlockLog {
    return new BlockLog(this.#changes);
  }

  /** @param variables byte strings */
  load(location: Location | undefined, variables: readonly (readonly [string, string])[]): void {
    this.#first ??= placeOf(location);
    for (const [name, value] of variables) this.#loaded.set(toText(name), toText(value));
  }

  /** @param variables byte strings; a variable without a value is taken out */
  save(location: Location | undefined, variables: readonly (readonly [string, string | undefined])[]): void {
    const place = placeOf(location);
    if (!place) return;
    this.#first ??= place;
    const texts = variables.map(([name, value]) => [toText(name), value === undefined ? null : toText(value)] as const);
    const isSame = (other: BlockPlace) => other.volume === place.volume && other.path === place.path;
    const before = this.#changes.find(isSame)?.variables;
    const others = this.#changes.filter((change) => !isSame(change));
    this.#changes = [...others, { ...place, variables: { ...before, ...Object.fromEntries(texts) } }];
  }
}

/** Undefined where GRUB cannot write: in a disc image. */
function placeOf(location: Location | undefined): BlockPlace | undefined {
  const { device, path } = location ?? {};
  if (!device || path === undefined || device.image !== undefined) return undefined;
  return { volume: device.volume.identity.id, path: toText(path) };
}
