// Fetches a Debian package of a given release and unpacks it, without installing it and without root.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, withApt } from './apt.ts';
import { aptStatus } from './apt-status.ts';
import { cached } from './cache.ts';
import { run } from './command.ts';
import { x86_64 } from './target.ts';
import { ensureTools } from './tools.ts';

/** A Debian package as it was fetched. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** The control field Depends, as it stands. */
  readonly depends: string;
  /** Debian's name of the processor that it was asked for. */
  readonly architecture: string;
  /** Of the .deb file, in hexadecimal. */
  readonly sha256: string;
  /** The directory that holds its files, as they would lie under `/`. */
  readonly root: string;
}

/** What is kept beside its files. */
type Facts = Omit<Package, 'root' | 'architecture'>;

const record = 'package.json';
const timeout = 15 * 60_000;

/**
 * The package `name` of a release of Debian for `architecture` (Debian's name for it), from the cache or else from the
 * mirror: the newest version that the mirror had at the time. `finish`, if given, is called with the package on its first
 * unpacking and may add to its root what is made from it. Throws an error with apt's reason when there is no such package or no network.
 */
export async function fetchPackage(
  name: string,
  finish?: (fetched: Package) => Promise<void>,
  release = suite,
  architecture = x86_64.debian,
): Promise<Package> {
  const place = architecture === x86_64.debian ? name : `${name}-${architecture}`;
  const directory = await cached(join('debian', release, place), async (temporary) => {
    try {
      const facts = await unpack(name, temporary, release, architecture);
      await finish?.({ ...facts, architecture, root: join(temporary, 'root') });
      await writeFile(join(temporary, record), JSON.stringify(facts));
    } catch (error) {
      throw new Error(`Debian's package ${name} could not be fetched`, { cause: error });
    }
  });
  const facts = JSON.parse(await readFile(join(directory, record), 'utf8')) as Facts;
  return { ...facts, architecture, root: join(directory, 'root') };
}

/** The package of the current release for `architecture`, with nothing added. */
export function fetchPackageFor(architecture: string, name: string): Promise<Package> {
  return fetchPackage(name, undefined, suite, architecture);
}

async function unpack(name: string, directory: string, release: string, architecture: string): Promise<Facts> {
  await ensureTools(['apt-get', 'dpkg-deb']);
  await withApt((config) => download(name, directory, config), release, architecture);
  const file = (await readdir(directory)).find((entry) => entry.endsWith('.deb'));
  if (file === undefined) throw new Error(`apt-get download ${name} left no file`);
  const deb = join(directory, file);
  const fields = await run('dpkg-deb', ['-f', deb, 'Version', 'Depends'], { timeout });
  const field = (label: string) => new RegExp(`^${label}: (.*)$`, 'm').exec(fields)?.[1] ?? '';
  const sha256 = createHash('sha256')
    .update(await readFile(deb))
    .digest('hex');
  const root = join(directory, 'root');
  await mkdir(root);
  await run('dpkg-deb', ['-x', deb, root], { timeout });
  await rm(deb);
  return { name, version: field('Version'), depends: field('Depends'), sha256 };
}

async function download(name: string, directory: string, config: string): Promise<void> {
  const options = { timeout, cwd: directory, env: { APT_CONFIG: config } };
  const args = ['-q', '-o', 'APT::Status-Fd=3', 'download', name];
  // One line: 'URI' FILE SIZE HASH
  const size = Number(/' \S+ (\d+) /.exec(await run('apt-get', ['--print-uris', 'download', name], options))?.[1]);
  const status = aptStatus(`Fetching ${name}`, Number.isFinite(size) ? size : undefined);
  try {
    await run('apt-get', args, { ...options, onStatus: status.line });
  } finally {
    status.end();
  }
}
