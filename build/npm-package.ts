// An npm package that package-lock.json names, also one for another processor, which npm does not install.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, checkout } from './cache.ts';
import { run } from './command.ts';

const timeout = 15 * 60_000;

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
}

/**
 * The directory with the files of the package `name`: of node_modules, or else as npm fetches it into the cache. Throws
 * where package-lock.json does not name it, npm cannot fetch it, or what comes is not what package-lock.json says.
 * @param root the directory that has node_modules and package-lock.json
 */
export async function npmPackage(name: string, root = checkout): Promise<string> {
  const installed = join(root, 'node_modules', name);
  if (existsSync(installed)) return installed;
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const { version, integrity } = lock.packages[`node_modules/${name}`] ?? {};
  if (version === undefined || integrity === undefined) throw new Error(`package-lock.json names no ${name}`);
  return cached(join('npm', `${name.replaceAll('/', '-')}-${version}`), async (directory) => {
    await fetch(`${name}@${version}`, integrity, directory);
  });
}

async function fetch(what: string, integrity: string, directory: string): Promise<void> {
  try {
    await run('npm', ['pack', '--silent', '--ignore-scripts', what], { timeout, cwd: directory });
  } catch (error) {
    throw new Error(`npm could not fetch ${what}. Check the network and npm's settings`, { cause: error });
  }
  const archive = join(directory, (await readdir(directory)).find((entry) => entry.endsWith('.tgz')) ?? '');
  const [algorithm = '', digest] = integrity.split(/-(.*)/s);
  const found = createHash(algorithm)
    .update(await readFile(archive))
    .digest('base64');
  if (found !== digest)
    throw new Error(`${what} as npm fetched it is not what package-lock.json names: its ${algorithm} is another`);
  await mkdir(join(directory, 'package'), { recursive: true });
  await run('tar', ['-xzf', archive, '--strip-components=1', '-C', directory], { timeout });
  await rm(archive);
}
