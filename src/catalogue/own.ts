import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Of the image or the system; and of a checkout, where the program lies in src. */
const places = [
  '/etc/baton/catalogue.toml',
  join(dirname(process.argv[1] ?? ''), '../initramfs/etc/baton/catalogue.toml'),
];

/** The catalogue that comes with baton, and where it lies. @returns undefined where there is none */
export async function ownCatalogue(): Promise<{ readonly bytes: Uint8Array; readonly name: string } | undefined> {
  for (const name of places) {
    const bytes = await readFile(name).catch(() => undefined);
    if (bytes) return { bytes, name };
  }
  return undefined;
}
