// What a volume group is, by its metadata.

import { parseLvmText, type Section } from './lvm-text.ts';

export interface VolumeGroup {
  readonly name: string;
  /** `R2iodj-Ualp-TL70-5BOI-kjKX-IMcm-jbjsVB` */
  readonly uuid: string;
  /** Grows with every change. */
  readonly sequence: number;
  /** The host that it belongs to, where it says so: lvmsystemid(7). */
  readonly system?: string;
  readonly exported: boolean;
  readonly physicalVolumes: readonly PhysicalVolume[];
  /** Those that people see; their parts, such as a mirror's halves, are not here. */
  readonly logicalVolumes: readonly string[];
  /** The types of all segments, `striped` and `raid1` among them: lvmraid(7), lvmthin(7). */
  readonly types: readonly string[];
}

export interface PhysicalVolume {
  readonly uuid: string;
  /** The device that it was on when the metadata was written. */
  readonly device: string;
}

/** The newest of the metadata `texts`; undefined where none describes a volume group. */
export function readVolumeGroup(texts: readonly string[]): VolumeGroup | undefined {
  const groups = texts.map(groupOf).filter((group) => group !== undefined);
  return groups.length === 0 ? undefined : groups.reduce((a, b) => (b.sequence > a.sequence ? b : a));
}

function groupOf(text: string): VolumeGroup | undefined {
  for (const [name, section] of parseLvmText(text).sections) {
    const uuid = one(section, 'id');
    if (uuid === undefined || !isName(name)) continue;
    const volumes = below(section, 'logical_volumes').filter(([volume]) => isName(volume));
    const segments = volumes.flatMap(([, volume]) => [...volume.sections.values()]);
    const system = one(section, 'system_id');
    return {
      name,
      uuid,
      sequence: Number(one(section, 'seqno') ?? 0),
      ...(system ? { system } : {}),
      exported: all(section, 'status').includes('EXPORTED'),
      physicalVolumes: below(section, 'physical_volumes').map(([, volume]) => ({
        uuid: one(volume, 'id') ?? '',
        device: one(volume, 'device') ?? 'an unknown device',
      })),
      logicalVolumes: volumes.filter(([, volume]) => isSeen(volume)).map(([volume]) => volume),
      types: [...new Set(segments.flatMap((segment) => all(segment, 'type')))],
    };
  }
  return undefined;
}

/** As lvm(8) has it, VALID NAMES; what is not one is passed to no program. */
function isName(name: string): boolean {
  return /^[a-zA-Z0-9+_.][a-zA-Z0-9+_.-]*$/.test(name) && name !== '.' && name !== '..';
}

/**
 * Snapshots of thin volumes may say that they are not to be activated: lvmthin(7), activation skip. Other snapshots have
 * a volume that only ties the two together, and counts as visible.
 */
function isSeen(volume: Section): boolean {
  const ties = [...volume.sections.values()].some((segment) => one(segment, 'type') === 'snapshot');
  return !ties && all(volume, 'status').includes('VISIBLE') && !all(volume, 'flags').includes('ACTIVATION_SKIP');
}

function below(section: Section, name: string): [string, Section][] {
  return [...(section.sections.get(name)?.sections ?? [])];
}

function all(section: Section, setting: string): readonly string[] {
  return section.settings.get(setting) ?? [];
}

function one(section: Section, setting: string): string | undefined {
  return all(section, setting)[0];
}
