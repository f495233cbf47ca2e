// Entries that a kernel which is locked down would refuse, as far as their files tell.
// https://man7.org/linux/man-pages/man7/kernel_lockdown.7.html

import type { Entry } from '../entry/entry.ts';
import type { Reading } from '../entry/reading.ts';
import { readPe } from '../images/pe.ts';
import { readSignatures } from '../images/signatures.ts';
import { partOf, type Source } from '../images/source.ts';
import { sourceOf } from './file-part.ts';
import { type FindVolume, openResource } from './open-resource.ts';

/** Only kexec_file_load can check signatures, and it does not take these. */
const neverSigned: readonly Entry['kind'][] = ['multiboot', 'multiboot2'];

/**
 * The readings, in which the entries that load a kernel without a signature say so. Whether a signature is one that the
 * running kernel trusts only the running kernel knows. What cannot be read stays as it is.
 */
export function markUnsigned(readings: readonly Reading[], findVolume: FindVolume): Promise<Reading[]> {
  return Promise.all(
    readings.map(async (reading) => ({
      ...reading,
      entries: await Promise.all(
        reading.entries.map(async (entry) =>
          (await isUnsigned(entry, findVolume)) ? { ...entry, unsigned: true } : entry,
        ),
      ),
    })),
  );
}

async function isUnsigned(entry: Entry, findVolume: FindVolume): Promise<boolean> {
  if (neverSigned.includes(entry.kind)) return true;
  if (!entry.kernel?.volume || (entry.kind !== 'linux' && entry.kind !== 'uki')) return false;
  try {
    const file = await openResource('kernel', entry.kernel, findVolume);
    try {
      const kernel = await kernelIn(await sourceOf(file), entry.kind);
      return kernel !== undefined && (await readSignatures(kernel)).length === 0;
    } finally {
      await file.close();
    }
  } catch {
    // It is told when the entry is loaded.
    return false;
  }
}

/** The EFI program that is handed to the kernel: of a unified kernel image the one inside. */
async function kernelIn(source: Source, kind: Entry['kind']): Promise<Source | undefined> {
  const pe = await readPe((offset, length) => source.read(offset, length));
  if (kind === 'linux') return pe && source;
  const section = pe?.sections.find(({ name }) => name === '.linux');
  return section && partOf(source, section.offset, section.size);
}
