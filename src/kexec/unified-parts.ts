// What systemd's stub hands to the kernel out of a unified kernel image and its addons, in its order: `run` and
// `generate_embedded_initrds` in https://github.com/systemd/systemd/blob/main/src/boot/stub.c

import { writeCpio } from '../images/cpio.ts';
import { fromDescriptor } from '../images/from-file.ts';
import { type PeSection, readPe } from '../images/pe.ts';
import { profilesOf, type Sections, type UnifiedKernel } from '../images/uki.ts';
import { type FilePart, sourceOf } from './file-part.ts';
import type { InitrdPart } from './initrd.ts';
import { LoadError } from './load-error.ts';

export interface UnifiedParts {
  readonly linux: FilePart;
  /** What stands before the initrds that the configuration names: microcode. */
  readonly before: readonly InitrdPart[];
  /** What stands behind them. */
  readonly after: readonly InitrdPart[];
  /** The one inside the image. */
  readonly cmdline?: string;
  readonly devicetree?: FilePart;
}

/** Sections that the started system finds as files in /.extra. */
const extras: Readonly<Record<string, string>> = {
  '.pcrsig': 'tpm2-pcr-signature.json',
  '.pcrpkey': 'tpm2-pcr-public-key.pem',
  '.osrel': 'os-release',
  '.profile': 'profile',
};
/** Of each of them, and of the cmdline, in bytes. */
const longestText = 2 ** 20;

/** Raises LoadError where the profile or its kernel is not there, or a section lies behind the end of the file. */
export async function unifiedParts(
  file: FilePart,
  image: UnifiedKernel,
  name: string,
  profile: number,
  addons: readonly FilePart[],
): Promise<UnifiedParts> {
  const sections = image.profiles[profile];
  if (!sections) throw new LoadError(`${name} has no profile ${profile}. Choose another entry.`);
  const linux = partAt(file, sections.get('.linux'), name);
  if (!linux) throw new LoadError(`${name} holds no kernel in its profile ${profile}. Choose another entry.`);
  const added = await Promise.all(addons.map(async (addon) => ({ addon, sections: await sectionsOf(addon) })));
  const of = (section: string): FilePart[] =>
    added.flatMap(({ addon, sections: own }) => partAt(addon, own.get(section), 'An addon') ?? []);
  const [microcode, initrd] = [partAt(file, sections.get('.ucode'), name), partAt(file, sections.get('.initrd'), name)];
  const cmdline = await textOf(file, sections.get('.cmdline'));
  const devicetree = partAt(file, sections.get('.dtb'), name);
  return {
    linux,
    // The kernel takes the first microcode that it finds, and the last of files with the same name.
    before: [...of('.ucode').reverse(), ...(microcode ? [microcode] : [])],
    after: [...(initrd ? [initrd] : []), ...(await extraFiles(file, sections)), ...of('.initrd')],
    ...(cmdline
      ? {
          cmdline: Buffer.from(cmdline)
            .toString('utf8')
            .replace(/\0[\s\S]*$/, '')
            .trim(),
        }
      : {}),
    ...(devicetree ? { devicetree } : {}),
  };
}

function partAt(file: FilePart, section: PeSection | undefined, name: string): FilePart | undefined {
  if (!section) return undefined;
  if (section.offset + section.size > file.size)
    throw new LoadError(`${name} is cut off: its section ${section.name} is not all there. Install it anew.`);
  return { fd: file.fd, offset: file.offset + section.offset, size: section.size };
}

async function sectionsOf(addon: FilePart): Promise<Sections> {
  const source = await sourceOf(addon);
  const pe = await readPe((offset, length) => source.read(offset, length));
  return pe ? profilesOf(pe)[0]! : new Map();
}

async function extraFiles(file: FilePart, sections: Sections): Promise<Uint8Array[]> {
  const archives: Uint8Array[] = [];
  for (const [section, path] of Object.entries(extras)) {
    const data = await textOf(file, sections.get(section));
    if (!data) continue;
    archives.push(
      writeCpio([
        { path: '.extra', mode: 0o555, content: { kind: 'directory' } },
        { path: `.extra/${path}`, mode: 0o444, content: { kind: 'file', data } },
      ]),
    );
  }
  return archives;
}

async function textOf(file: FilePart, section: PeSection | undefined): Promise<Uint8Array | undefined> {
  if (!section) return undefined;
  const source = await fromDescriptor(file.fd);
  return source.read(file.offset + section.offset, Math.min(section.size, longestText));
}
