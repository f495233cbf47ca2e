import type { Candidate } from '../bls/candidate.ts';
import { splitCounter } from '../bls/candidate.ts';
import { MAX_ENTRIES, type Scan } from '../bls/scan.ts';
import { type Image, type Profile, readImage } from './image.ts';

/** Under the root of an ESP or an XBOOTLDR file system. */
export const UKI_DIRECTORY = '/EFI/Linux';

/** Whether a file of that name in {@link UKI_DIRECTORY} is taken for an image. */
export function isUkiName(name: string): boolean {
  return /\.efi$/i.test(name) && !/^(?:\.|auto-)/i.test(name);
}

/**
 * The entries of type 2: unified kernel images, one entry for each of their profiles.
 * https://uapi-group.org/specifications/specs/boot_loader_specification/#type-2-efi-unified-kernel-images
 * (systemd: `boot_entry_add_type2`, src/boot/boot.c.)
 */
export async function readType2(scan: Scan): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const name of (await scan.root.list(UKI_DIRECTORY)).filter(isUkiName)) {
    const path = `${scan.root.directory}${UKI_DIRECTORY}/${name}`;
    if (candidates.length >= MAX_ENTRIES) {
      scan.note(path, `these are more entries than any boot menu needs: from ${name} on they were not read`);
      break;
    }
    try {
      const image = await readImage(scan.root.volume, path);
      // That starts what reads this: nothing is to go round in circles.
      if (image?.profiles.some(({ osRelease }) => osRelease?.get('ID') === 'baton')) continue;
      const reason = whyNot(image, scan.processor.machine);
      if (reason !== undefined) scan.note(path, `${name} ${reason}`);
      else
        for (const [number, profile] of image!.profiles.entries())
          candidates.push(...(await candidateOf(scan, name, path, number, profile)));
    } catch (error) {
      scan.note(path, `${name} could not be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return candidates;
}

function whyNot(image: Image | undefined, machine: number): string | undefined {
  if (!image) return 'is no EFI program, so it is no entry';
  if (!image.kernel) return 'holds no kernel (a section .linux), so it is no entry';
  if (image.machine !== machine) return 'is for another processor than this machine has';
  if (!image.profiles.some(({ osRelease }) => osRelease && titleOf(osRelease) !== undefined))
    return 'does not say what system it boots (in a section .osrel), so it is no entry';
  return undefined;
}

async function candidateOf(
  scan: Scan,
  name: string,
  path: string,
  number: number,
  profile: Profile,
): Promise<Candidate[]> {
  const { osRelease = new Map<string, string>() } = profile;
  const title = titleOf(osRelease);
  if (title === undefined) return [];
  const own = profile.profile?.get('ID');
  const suffix = number === 0 ? '' : `@${own ?? number}`;
  const profileTitle = profile.profile?.get('TITLE') ?? (number === 0 ? undefined : (own ?? `Profile #${number + 1}`));
  const sortKey = osRelease.get('IMAGE_ID') ?? osRelease.get('ID');
  const version = first(osRelease, ['IMAGE_VERSION', 'VERSION', 'VERSION_ID', 'BUILD_ID']);
  const { name: plain, tries } = splitCounter(name);
  const { cmdlines, addons } = await scan.addons.of(path, profile.uname);
  return [
    {
      name: `${name}${suffix}`.toLowerCase(),
      file: name.toLowerCase(),
      profile: number,
      ...(sortKey === undefined ? {} : { sortKey }),
      ...(version === undefined ? {} : { version }),
      exists: profile.sections.has('.linux'),
      entry: {
        id: `${plain}${suffix}`.toLowerCase(),
        title: profileTitle === undefined ? title : `${title} (${profileTitle})`,
        submenu: [],
        source: 'uki',
        volume: scan.root.id,
        config: path,
        line: 1,
        kind: 'uki',
        kernel: { volume: scan.root.id, path },
        initrds: [],
        ...(number === 0 ? {} : { profile: number }),
        ...(addons.length === 0 ? {} : { addons }),
        cmdline: [profile.cmdline ?? '', ...cmdlines].filter(Boolean).join(' '),
        default: false,
        ...(tries ? { tries } : {}),
        diagnostics: [],
      },
    },
  ];
}

/** (systemd: `bootspec_pick_name_version_sort_key`, src/fundamental/bootspec.c.) */
function titleOf(osRelease: ReadonlyMap<string, string>): string | undefined {
  return first(osRelease, ['PRETTY_NAME', 'IMAGE_ID', 'NAME', 'ID']);
}

function first(values: ReadonlyMap<string, string>, keys: readonly string[]): string | undefined {
  return keys.map((key) => values.get(key)).find((value) => value !== undefined);
}
