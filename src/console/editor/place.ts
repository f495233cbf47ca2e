// Where a file lies, as people write it.

import type { Resource } from '../../entry/entry.ts';
import type { Volume } from '../../entry/volume.ts';

/** The volume that is meant by a name: an id, a device, `UUID=...`, `LABEL=...`. */
export type FindVolume = (name: string) => Volume | undefined;

/** `undefined` as the volume is any that has the file. */
export type Place =
  | { readonly url: string }
  | { readonly volume?: string; readonly path: string; readonly image?: string };

const schemes = /^(?:https?|tftp|ftp|nfs):\/\//i;

/**
 * Reads `VOLUME:/path`, `(VOLUME)/path` as GRUB has it, `/path`, `VOLUME:/image.iso:/path` for a file inside a disc
 * image, or a URL.
 * @returns undefined where it is none of these
 */
export function readPlace(text: string, find: FindVolume): Place | undefined {
  const given = text.trim();
  if (schemes.test(given)) return URL.canParse(given) ? { url: given } : undefined;
  const { volume, rest } = splitVolume(given, find);
  if (!rest.startsWith('/')) return undefined;
  const [, image, inner] = /^(\/.*?\.(?:iso|img)):(\/.*)$/i.exec(rest) ?? [];
  const path = inner ?? rest;
  return { ...(volume === undefined ? {} : { volume }), path, ...(image === undefined ? {} : { image }) };
}

/** The volume's name, and what stands behind it. The names of subvolumes have `:/` in them, as `vda2:/@` has. */
export function splitVolume(text: string, find: FindVolume): { readonly volume?: string; readonly rest: string } {
  const [, grub, behind] = /^(\([^)]+\))(.*)$/s.exec(text) ?? [];
  if (grub !== undefined) return { volume: grub, rest: behind ?? '' };
  const ends = [...text.matchAll(/:(?=\/)/g)].map(({ index }) => index).filter((end) => end > 0);
  const end = ends.findLast((candidate) => find(text.slice(0, candidate))) ?? ends[0];
  // A disc image is no volume: `/debian.iso:/vmlinuz`.
  if (end === undefined || (text.startsWith('/') && !text.startsWith('/dev/'))) return { rest: text };
  return { volume: text.slice(0, end), rest: text.slice(end + 1) };
}

/** As {@link readPlace} reads it. */
export function placeText({ url, volume, wants, image, path }: Resource): string {
  if (url !== undefined) return url;
  const name = volume ?? wants;
  return `${name === undefined ? '' : `${name}:`}${image === undefined ? '' : `${image}:`}${path}`;
}
