import type { Item } from './lilo-items.ts';

/** The settings of one image, or those before all images. Names are in lower case; a flag's value is empty. */
export interface Section {
  /** What begins it: the name and value of its first item. Both are empty for the settings before all images. */
  readonly kind: string;
  readonly value: string;
  readonly line: number;
  readonly settings: ReadonlyMap<string, string>;
}

/**
 * @param begins tells from an item's name in lower case whether a section begins with it
 * @returns the settings before all sections, and the sections
 */
export function readSections(items: readonly Item[], begins: (name: string) => boolean): [Section, ...Section[]] {
  let settings = new Map<string, string>();
  const sections: [Section, ...Section[]] = [{ kind: '', value: '', line: 1, settings }];
  for (const { name: written, value = '', line } of items) {
    const name = written.toLowerCase();
    if (begins(name)) {
      settings = new Map();
      sections.push({ kind: name, value, line, settings });
    } else settings.set(name, value);
  }
  return sections;
}

/** What a boot prompt calls an image: its label, else the last name of its path. */
export function labelOf({ settings, value }: Section): string {
  return settings.get('label') || value.slice(value.lastIndexOf('/') + 1);
}

/** Tenths of seconds, as LILO and yaboot count, in seconds; undefined where the text is no number. */
export function fromTenths(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]{1,9}$/.test(text) ? Math.ceil(Number(text) / 10) : undefined;
}
