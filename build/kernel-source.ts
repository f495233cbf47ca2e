// The source that Debian makes its kernels of.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from './command.ts';
import { fetchPackage, type Package } from './package.ts';
import { ensureTools } from './tools.ts';

const name = 'linux-source-6.1';
const tarball = join('usr/src', `${name}.tar.xz`);
const checksum = `${tarball}.sha256`;
const timeout = 15 * 60_000;

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Fetches the package, whose own checksum apt verifies, and notes that of the archive in it. */
export function fetchKernelSource(): Promise<Package> {
  return fetchPackage(name, async ({ root }) => {
    await writeFile(join(root, checksum), await sha256Of(join(root, tarball)));
  });
}

/**
 * Unpacks the source into `directory`, which gets a directory in it: its path. Throws a sentence where the package in
 * the cache is not as it was fetched.
 */
export async function unpackKernelSource(source: Package, directory: string): Promise<string> {
  await ensureTools(['tar', 'xz']);
  const archive = join(source.root, tarball);
  const [was, is] = [await readFile(join(source.root, checksum), 'utf8'), await sha256Of(archive)];
  if (was !== is)
    throw new Error(
      `The kernel's source has the checksum ${is}, and had ${was} when it was fetched: ${archive} is damaged. Delete ${dirname(source.root)} and run this again`,
    );
  await run('tar', ['--no-same-owner', '-xJf', archive, '-C', directory], { timeout });
  return join(directory, name);
}
