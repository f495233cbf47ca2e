// All that can be said of an image, where there is time to read it to its end.

import { findVersion } from './banner.ts';
import { type Compression, decompress } from './decompress.ts';
import type { Image } from './image.ts';
import { ImageError } from './image-error.ts';
import { type Initrd, readInitrd } from './initrd.ts';
import type { PeSection } from './pe.ts';
import type { Signature } from './pkcs7.ts';
import { recognise } from './recognise.ts';
import { readSignatures } from './signatures.ts';
import { partOf, piecesOf, type Source } from './source.ts';

/** What one profile of a unified kernel image says. */
export interface InspectedProfile {
  readonly sections: readonly PeSection[];
  /** Of the sections that are texts, by their names without the dot: cmdline, uname, osrel, profile. */
  readonly texts: Readonly<Record<string, string>>;
}

export interface Inspection {
  readonly image: Image;
  /** Of the kernel, as it says itself when it starts. */
  readonly version?: string;
  readonly signatures: readonly Signature[];
  /** Of an initrd. */
  readonly initrd?: Initrd;
  readonly profiles?: readonly InspectedProfile[];
  /** Of a unified kernel image: its kernel, and its initrd. */
  readonly kernel?: Inspection;
}

const TEXTS = ['.cmdline', '.uname', '.osrel', '.profile'];
const LONGEST_TEXT = 16 * 1024;
/** Of all profiles together. */
const MAX_TEXTS = 512 * 1024;

/** @returns undefined where it is no image of a known kind. Throws what the source throws, and nothing for any bytes */
export async function inspect(source: Source): Promise<Inspection | undefined> {
  const image = await recognise(source);
  if (!image) return undefined;
  const signatures = await readSignatures(source);
  if (image.format === 'uki') return { image, signatures, ...(await ofUnified(source, image.profiles)) };
  if (image.format === 'cpio' || (image.format === 'compressed' && image.content?.format === 'cpio'))
    return { image, signatures, initrd: await readInitrd(source) };
  const version = await versionOf(source, image);
  return { image, signatures, ...(version === undefined ? {} : { version }) };
}

async function versionOf(source: Source, image: Image): Promise<string | undefined> {
  const inner = image.format === 'compressed' || image.format === 'zboot' ? image.content : image;
  if (inner?.format === 'bzimage') return inner.version;
  if (inner?.format !== 'arm64-image' && inner?.format !== 'elf' && !(inner?.format === 'efi' && inner.linux))
    return undefined;
  try {
    return await findVersion(contentOf(source, image));
  } catch (failure) {
    if (failure instanceof ImageError) return undefined;
    throw failure;
  }
}

function contentOf(source: Source, image: Image): AsyncGenerator<Uint8Array, number> {
  if (image.format === 'compressed') return decompress(image.compression, source);
  if (image.format !== 'zboot') return piecesOf(source);
  const { offset, size } = image.payload;
  return decompress(image.compression as Compression, partOf(source, offset, size));
}

async function ofUnified(
  source: Source,
  profiles: readonly ReadonlyMap<string, PeSection>[],
): Promise<Partial<Inspection>> {
  const part = ({ offset, size }: PeSection): Source => partOf(source, offset, size);
  const linux = profiles.map((sections) => sections.get('.linux')).find(Boolean);
  const initrd = profiles.map((sections) => sections.get('.initrd')).find(Boolean);
  // A unified kernel image inside another is not one of these.
  const inner = linux && (await recognise(part(linux)));
  const kernel = linux && inner?.format !== 'uki' ? await inspect(part(linux)) : undefined;
  const inspected: InspectedProfile[] = [];
  let left = MAX_TEXTS;
  for (const sections of profiles) {
    const texts: Record<string, string> = {};
    for (const name of TEXTS) {
      const section = sections.get(name);
      if (!section || left <= 0) continue;
      const bytes = Buffer.from(await source.read(section.offset, Math.min(section.size, LONGEST_TEXT, left)));
      left -= bytes.length;
      texts[name.slice(1)] = bytes
        .toString('utf8')
        .replace(/\0[\s\S]*$/, '')
        .trim();
    }
    inspected.push({ sections: [...sections.values()], texts });
  }
  return {
    profiles: inspected,
    ...(kernel ? { kernel } : {}),
    ...(kernel?.version === undefined ? {} : { version: kernel.version }),
    ...(initrd ? { initrd: await readInitrd(part(initrd)) } : {}),
  };
}
