import { withFile } from '../../entry/read-at.ts';
import type { Volume } from '../../entry/volume.ts';
import { type PeSection, readPe } from '../../images/pe.ts';
import { isUki, profilesOf, type Sections } from '../../images/uki.ts';
import { readKeyValues } from '../bls/lines.ts';

/** What the sections of one profile say. Absent where there is no such section. */
export interface Profile {
  readonly sections: Sections;
  /** The fields of `.osrel`. */
  readonly osRelease?: ReadonlyMap<string, string>;
  /** The fields of `.profile`: `ID` and `TITLE`. */
  readonly profile?: ReadonlyMap<string, string>;
  readonly cmdline?: string;
  readonly uname?: string;
}

export interface Image {
  /** The machine field of the PE header. */
  readonly machine: number;
  /** Whether it holds a kernel. Addons hold none. */
  readonly kernel: boolean;
  /** By number; one where the image has no profiles. */
  readonly profiles: readonly Profile[];
}

/** Of one section; longer than any cmdline that a kernel takes. */
const MAX_TEXT = 16 * 1024;
/** Of all sections of an image that are read. */
const MAX_TEXTS = 512 * 1024;

/**
 * Reads the sections of a unified kernel image, or an addon to one, that are texts.
 * @returns undefined where there is no such file, or it is no PE image
 * @throws where the medium fails
 */
export function readImage(volume: Volume, path: string): Promise<Image | undefined> {
  return withFile(volume, path, async (readAt) => {
    const pe = await readPe(readAt);
    if (!pe) return undefined;
    const all = profilesOf(pe);
    const read = new Map<PeSection, Uint8Array>();
    let left = MAX_TEXTS;
    const profiles: Profile[] = [];
    for (const sections of all) profiles.push(await profileOf(sections));
    return { machine: pe.machine, kernel: all.some(isUki), profiles };

    async function profileOf(sections: Sections): Promise<Profile> {
      const [osRelease, profile] = [await textOf(sections, '.osrel'), await textOf(sections, '.profile')];
      const [cmdline, uname] = [await textOf(sections, '.cmdline'), await textOf(sections, '.uname')];
      return {
        sections,
        ...(osRelease ? { osRelease: fields(osRelease) } : {}),
        ...(profile ? { profile: fields(profile) } : {}),
        ...(cmdline ? { cmdline: cmdlineText(cmdline) } : {}),
        ...(uname ? { uname: text(uname).trim() } : {}),
      };
    }

    /** Profiles share sections: each is read once. */
    async function textOf(sections: Sections, name: string): Promise<Uint8Array | undefined> {
      const section = sections.get(name);
      if (!section) return undefined;
      const bytes = read.get(section) ?? (await readAt(section.offset, Math.min(section.size, MAX_TEXT, left)));
      if (!read.has(section)) left -= bytes.length;
      read.set(section, bytes);
      return bytes;
    }
  });
}

function fields(bytes: Uint8Array): ReadonlyMap<string, string> {
  return new Map([...readKeyValues(bytes, '=')].map(({ key, value }) => [key, value]));
}

/** Control characters become spaces, and those around the text go. (systemd: `mangle_stub_cmdline`, src/boot/util.c.) */
function cmdlineText(bytes: Uint8Array): string {
  return text(bytes)
    .replace(/[\x01-\x1f\x7f]/g, ' ')
    .trim();
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
}
