// The cmdline with which an entry of a disc image finds that image again.

import type { Entry } from '../../entry/entry.ts';
import type { Volume } from '../../entry/volume.ts';
import { type Change, type Family, families, type Place, placeIsSaid } from './families.ts';

/** Where a disc image lies: in a file on a volume, or at a URL. */
export type ImagePlace = { readonly path: string; readonly volume: Volume } | { readonly url: string };

/** What is known of an image's surroundings. */
export interface Surroundings {
  readonly place: ImagePlace;
  /** All volumes that are there, one of which may keep what is changed. */
  readonly volumes: readonly Volume[];
  /** Whether what has made the cmdline knew where the image is, and so may not be doubted. */
  readonly told: boolean;
}

/**
 * The cmdline with which an entry of a disc image's own configuration finds that image again, and what there is to say.
 * @param image the content of the image
 */
export async function findItsImage(
  entry: Entry,
  image: Volume,
  { place, volumes, told }: Surroundings,
): Promise<Pick<Entry, 'cmdline' | 'diagnostics'>> {
  const { cmdline, diagnostics } = entry;
  if (entry.kind !== 'linux') return { cmdline, diagnostics };
  const family = await familyOf(entry, image);
  const said = !('url' in place) && placeIsSaid.test(cmdline);
  const change = said ? undefined : family && (await changeFor(family, place, image));
  if (!change) {
    const remark = said || (told && !family) ? [] : [notFound(family, place)];
    return {
      cmdline: said ? withPersistence(cmdline, family, volumes) : cmdline,
      diagnostics: [...diagnostics, ...remark],
    };
  }
  const blank = !('url' in place) && /\s/.test(place.path);
  const remarks = blank ? ['Its system cannot find an image whose path has a blank in it. Rename it.'] : [];
  return {
    cmdline: withPersistence(changed(cmdline, change), family, volumes),
    diagnostics: [...diagnostics, ...remarks],
  };
}

async function changeFor(family: Family, place: ImagePlace, image: Volume): Promise<Change | undefined> {
  if ('url' in place) return family.atUrl?.(place.url);
  const { uuid, device = '' } = place.volume.identity;
  const where: Place = {
    path: place.path,
    device: uuid === undefined ? device : `/dev/disk/by-uuid/${uuid}`,
    tag: uuid === undefined ? device : `UUID=${uuid}`,
  };
  return family.onDisk?.(where, async (path) => (await image.stat(path)) !== undefined);
}

function notFound(family: Family | undefined, place: ImagePlace): string {
  const where = 'url' in place ? 'at a URL' : 'in a file';
  if (!family)
    return `How this system finds a disc image that lies ${where} is not known: it may look for a real disc.`;
  const copy = family.onDisk ? 'Copy the image to a disk and boot it from there.' : '';
  return `${family.name} cannot find a disc image that lies ${where}. ${family.instead ?? copy}`.trimEnd();
}

/** What stands behind dashes is for the installed system or for init. */
function changed(cmdline: string, { add, instead }: Change): string {
  const dashes = cmdline.search(/(?:^|\s)-{2,3}(?=\s|$)/);
  const [before, after] = dashes < 0 ? [cmdline, ''] : [cmdline.slice(0, dashes), cmdline.slice(dashes)];
  const kept = instead ? before.split(/\s+/).filter((word) => !instead.test(word)) : [before.trimEnd()];
  return `${[...kept, add].join(' ')}${after}`.trim();
}

/** A partition that somebody has given the label for that is there to be used. */
function withPersistence(cmdline: string, family: Family | undefined, volumes: readonly Volume[]): string {
  if (!family?.persistence) return cmdline;
  const { labels, parameter } = family.persistence;
  if (/(?:^|\s)(?:no)?persisten(?:ce|t)(?=[\s=]|$)/.test(cmdline)) return cmdline;
  const isThere = volumes.some(({ identity }) => identity.label !== undefined && labels.includes(identity.label));
  return isThere ? changed(cmdline, { add: parameter }) : cmdline;
}

async function familyOf({ cmdline, kernel }: Entry, image: Volume): Promise<Family | undefined> {
  const told = families.find((family) => family.cmdline?.test(cmdline) || family.kernel?.test(kernel?.path ?? ''));
  if (told) return told;
  const names = new Map<string, boolean>();
  for (const family of families)
    for (const file of family.files ?? []) {
      if (!names.has(file)) names.set(file, (await image.stat(file)) !== undefined);
      if (names.get(file)) return family;
    }
  return undefined;
}
