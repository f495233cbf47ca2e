// What the person who starts the machine wants: from the image, from volumes that are trusted, and from the kernel's
// parameters.

import type { Layer } from './layer.ts';
import type { LuksFile, LuksHeader } from './luks-file.ts';
import { readParameters } from './parameters.ts';
import { type Field, fields, settingOf, type Value } from './schema.ts';

export type { LuksFile, LuksHeader } from './luks-file.ts';

/** What is wished for LUKS devices. */
export interface LuksSettings {
  /** When to ask for a passphrase: at once, from the menu alone, never; undefined: where nothing else can be booted. */
  readonly ask?: 'ask' | 'menu' | 'never';
  readonly keys: readonly LuksFile[];
  readonly headers: readonly LuksHeader[];
  /** Whether what opened the devices of a system is handed on to it. */
  readonly handover: boolean;
}

type Single = Exclude<Field, `luks.${string}`>;
type Unset = { [F in Single]: undefined extends Value<F> ? F : never }[Single];

/** What is in force. The fields are those of the schema, which says what they mean. */
export type Settings = { readonly [F in Exclude<Single, Unset>]: Value<F> } & {
  readonly [F in Unset]?: NonNullable<Value<F>>;
} & {
  readonly luks: LuksSettings;
  /** Sentences about what could not be used. */
  readonly problems: readonly string[];
};

/** What these layers say together; of two that say the same thing the last one counts. */
export function settingsOf(layers: readonly Layer[]): Settings {
  const settings: Record<string, unknown> = {};
  const luks: Record<string, unknown> = {};
  for (const field of fields) {
    const { default: otherwise, adds } = settingOf(field);
    const given = layers.flatMap(({ values }) => values.get(field)?.value ?? []);
    const value = adds ? given : layers.findLast(({ values }) => values.has(field))?.values.get(field)?.value;
    if ((value ?? otherwise) === undefined) continue;
    const [table, key] = field.startsWith('luks.') ? [luks, field.slice('luks.'.length)] : [settings, field];
    table[key] = value ?? otherwise;
  }
  return { ...settings, luks, problems: layers.flatMap(({ problems }) => problems) } as unknown as Settings;
}

/** The settings of the kernel's parameters alone. Never throws. */
export function readSettings(parameters: readonly { readonly name: string; readonly value?: string }[]): Settings {
  return settingsOf([readParameters(parameters)]);
}
