// Unified kernel images: which sections of a PE file belong to which profile.
// https://uapi-group.org/specifications/specs/unified_kernel_image/#multi-profile-ukis

import type { Format } from './image.ts';
import { architectureOf, type Pe, type PeSection, readPe } from './pe.ts';

/** A kernel with what belongs to it as sections of one EFI program. */
export interface UnifiedKernel {
  readonly format: 'uki';
  readonly architecture: string;
  /** By number, the sections of each profile. */
  readonly profiles: readonly Sections[];
}

/** In the order in which they are measured. https://uapi-group.org/specifications/specs/unified_kernel_image/#uki-components */
const NAMES: ReadonlySet<string> = new Set([
  ...['.linux', '.osrel', '.cmdline', '.initrd', '.ucode', '.splash', '.dtb', '.uname', '.sbat', '.pcrsig', '.pcrpkey'],
  ...['.profile', '.dtbauto', '.hwids', '.efifw'],
]);

/** The sections that the specification knows, by name, without those that are empty. */
export type Sections = ReadonlyMap<string, PeSection>;

/** As many as systemd's stub knows. */
const MAX_PROFILES = 256;

/**
 * What each profile of an image is made of: the sections before the first `.profile`, with those behind the profile's
 * own `.profile` in their place. Of two with the same name in one profile the first counts.
 * @returns the profiles by number, at least one: an image without a `.profile` is a profile itself
 */
export function profilesOf({ sections }: Pe): Sections[] {
  const groups: PeSection[][] = [[]];
  for (const section of sections) {
    if (section.name === '.profile') groups.push([]);
    groups.at(-1)!.push(section);
  }
  const [base, ...own] = groups.slice(0, MAX_PROFILES + 1).map(byName);
  return own.length === 0 ? [base!] : own.map((profile) => new Map([...base!, ...profile]));
}

/** A kernel is what makes an image a unified kernel image; without one it is an addon, or something else. */
export function isUki(sections: Sections): boolean {
  return sections.has('.linux');
}

export const unifiedKernel: Format = {
  name: 'uki',
  recognise: async (source, head) => {
    if (!head.has('MZ')) return undefined;
    const pe = await readPe((offset, length) => source.read(offset, length));
    const profiles = pe ? profilesOf(pe) : [];
    return profiles.some(isUki) ? { format: 'uki', architecture: architectureOf(pe!), profiles } : undefined;
  },
};

function byName(sections: readonly PeSection[]): Sections {
  const found = new Map<string, PeSection>();
  for (const section of sections)
    if (NAMES.has(section.name) && section.size > 0 && !found.has(section.name)) found.set(section.name, section);
  return found;
}
