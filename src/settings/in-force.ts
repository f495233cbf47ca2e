// The settings that are in force: the image's, then those of trusted volumes as they appear, then the kernel's
// parameters, each over those before it.

import type { Given, Layer } from './layer.ts';
import { type Field, fields, settingOf } from './schema.ts';
import { type Settings, settingsOf } from './settings.ts';

/** One setting, as `baton settings --json` prints it. */
export interface Row {
  readonly name: string;
  /** Null where there is none; for a password only whether there is one. */
  readonly value: unknown;
  /** The kernel parameter, or the file and line, that it comes from; null for what holds by itself. */
  readonly from: string | null;
}

const none: Layer = { values: new Map(), problems: [] };

export class InForce {
  /** What is in force. The object stays the same; what it says changes with the volumes that appear. */
  readonly settings: Settings;
  readonly #image: Layer;
  readonly #volumes = new Map<string, Layer>();
  readonly #parameters: Layer;

  constructor(image: Layer = none, parameters: Layer = none) {
    this.#image = image;
    this.#parameters = parameters;
    this.settings = settingsOf(this.#layers());
  }

  /** Whose files and hooks are obeyed. A password of the image would be none if any disk could lift it. */
  get trust(): 'none' | 'esp' | 'label' | 'all' {
    return this.settings.trust ?? (this.#image.values.has('password') ? 'none' : 'label');
  }

  /**
   * Takes what the file of a volume says, which then counts until the machine is handed over, even when the volume is
   * taken away. Of several volumes the one whose `rank` sorts last has the last word.
   * @returns sentences about what could not be used
   */
  add(rank: string, layer: Layer): readonly string[] {
    const values = new Map<Field, Given>();
    const problems = [...layer.problems];
    for (const [field, given] of layer.values) {
      const { late, name } = settingOf(field);
      if (field === 'password' && this.#image.values.has(field)) {
        problems.push(`${given.from}: the password stays that of the image.`);
      } else if (!late) {
        problems.push(`${given.from}: ${name} comes too late from a volume; give it to the image or the kernel.`);
      } else values.set(field, given);
    }
    this.#volumes.set(rank, { values, problems });
    const next = settingsOf(this.#layers());
    for (const key of Object.keys(this.settings)) if (!(key in next)) Reflect.deleteProperty(this.settings, key);
    Object.assign(this.settings, next);
    return problems;
  }

  /** All settings in the order of the schema. */
  rows(): Row[] {
    const layers = this.#layers();
    const values: Readonly<Record<string, unknown>> = { ...this.settings, ...prefixed(this.settings.luks) };
    return fields.map((field) => {
      const { name, secret, adds, shown } = settingOf(field);
      const given = layers.flatMap((layer) => layer.values.get(field) ?? []);
      const from = adds ? given.map((one) => one.from).join('; ') : given.at(-1)?.from;
      const value = values[field] ?? null;
      return {
        name,
        value: secret ? value !== null : shown && value !== null ? shown(value) : value,
        from: from || null,
      };
    });
  }

  #layers(): Layer[] {
    const ranked = [...this.#volumes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, layer]) => layer);
    return [this.#image, ...ranked, this.#parameters];
  }
}

function prefixed(luks: Settings['luks']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(luks).map(([key, value]) => [`luks.${key}`, value]));
}
