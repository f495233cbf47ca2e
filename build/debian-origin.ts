// Whose a file of a Debian package is.

import { readFile, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { licenceOf, unknownLicence } from './licence.ts';
import { fetchPackageFor, type Package } from './package.ts';
import type { Origin } from './tree.ts';

/** The package's name, version, and the licence that its copyright file states. */
export async function debianOrigin(of: Package): Promise<Origin> {
  const text = await copyrightText(of);
  const license = text === undefined ? unknownLicence : licenceOf(text);
  return { package: of.name, version: of.version, license, source: 'debian', sha256: of.sha256 };
}

/** A package may have another's documentation directory in place of its own, by a symbolic link. */
async function copyrightText(of: Package): Promise<string | undefined> {
  const documentation = join(of.root, 'usr/share/doc', of.name);
  const other = await readlink(documentation).catch(() => undefined);
  if (other !== undefined) {
    const name = basename(other);
    const holder = await fetchPackageFor(of.architecture, name);
    return readFile(join(holder.root, 'usr/share/doc', name, 'copyright'), 'utf8').catch(() => undefined);
  }
  return readFile(join(documentation, 'copyright'), 'utf8').catch(() => undefined);
}
