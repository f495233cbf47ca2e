// What a file of checksums says of another file: as coreutils' sha256sum writes it, or as BSD's and Fedora's do.
// https://www.gnu.org/software/coreutils/manual/html_node/cksum-output-modes.html

import type { Volume } from '../entry/volume.ts';

export interface Checksum {
  readonly algorithm: 'sha256' | 'sha512';
  /** In hexadecimal, in small letters. */
  readonly hex: string;
  /** The path of the file that says so. */
  readonly from: string;
}

/** A file with more bytes is none of checksums. */
export const longestChecksumFile = 2 ** 20;

/** So many files beside an image are looked into. */
const mostFiles = 16;

const gnu = /^\\?([0-9a-f]{64}|[0-9a-f]{128})(?: [ *](.+))?$/i;
/** In the .treeinfo of Fedora and Red Hat. https://release-engineering.github.io/productmd/treeinfo-1.2.html */
const treeinfo = /^(\S+) ?= ?sha(?:256|512):([0-9a-f]+)$/i;
const bsd = /^SHA(256|512) \((.+)\) = ([0-9a-f]+)$/i;
/** Of many files in a directory: `SHA256SUMS`, `sha512sum.txt`, `Fedora-Server-40-x86_64-CHECKSUM`. */
const ofMany = /^sha(?:256|512)sums?(?:\.txt)?$|checksums?(?:\.txt)?$/i;
/** Behind the name of the file: `live.iso.sha256`. */
const ofOne = /^\.sha(?:256|512)(?:sums?)?(?:\.txt)?$/i;

const algorithms: Readonly<Record<number, Checksum['algorithm']>> = { 64: 'sha256', 128: 'sha512' };

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * The checksum that `text` has for a file.
 * @param name with its directories as the text has them, or without
 * @param alone whether the text is of that file alone, and may name it otherwise: distributions call their newest image
 * `Current` and their list does not
 */
export function checksumIn(text: string, name: string, alone: boolean): Omit<Checksum, 'from'> | undefined {
  const lines = text.split(/\r?\n/).flatMap((line) => lineOf(line) ?? []);
  const named = lines.find(({ file }) => file === name || (!name.includes('/') && file && nameOf(file) === name));
  const found = named ?? (alone && lines.length === 1 ? lines[0] : undefined);
  return found && { algorithm: found.algorithm, hex: found.hex };
}

function lineOf(line: string): (Omit<Checksum, 'from'> & { readonly file?: string | undefined }) | undefined {
  const [, plain, gnuFile] = gnu.exec(line) ?? [];
  const [, , bsdFile, bsdHex] = bsd.exec(line) ?? [];
  const [, listedFile, listedHex] = treeinfo.exec(line) ?? [];
  const hex = (plain ?? bsdHex ?? listedHex)?.toLowerCase();
  const algorithm = hex === undefined ? undefined : algorithms[hex.length];
  const file = (gnuFile ?? bsdFile ?? listedFile)?.replace(/^(?:\.?\/)+/, '');
  return hex !== undefined && algorithm ? { algorithm, hex, file } : undefined;
}

/** What the files beside `path` say that its checksum is; what is of that file alone counts first. */
export async function findChecksum(volume: Volume, path: string): Promise<Checksum | undefined> {
  const [directory, name] = [path.slice(0, path.lastIndexOf('/') + 1), nameOf(path)];
  const isOfOne = (file: string) => file.startsWith(name) && ofOne.test(file.slice(name.length));
  const names = (await volume.list(directory)) ?? [];
  const files = [...names.filter(isOfOne), ...names.filter((file) => ofMany.test(file))];
  for (const file of files.slice(0, mostFiles)) {
    const bytes = await volume.read(`${directory}${file}`, longestChecksumFile);
    const found = bytes && checksumIn(Buffer.from(bytes).toString('latin1'), name, isOfOne(file));
    if (found) return { ...found, from: `${directory}${file}` };
  }
  return undefined;
}

/** The signature of the file that lies beside it: its name, and `.sig`, `.asc`, `.gpg` or `.sign`. */
export async function findSignature(volume: Volume, path: string): Promise<string | undefined> {
  for (const end of ['.sig', '.asc', '.gpg', '.sign']) {
    if ((await volume.stat(`${path}${end}`))?.kind === 'file') return `${path}${end}`;
  }
  return undefined;
}
