// apt for a given release of Debian, whatever release this machine runs and whoever runs it: its lists and state lie in
// the cache directory, the host's keyring checks the signatures, and the host's own configuration says which mirror.

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aptStatus } from './apt-status.ts';
import { cached, cacheRoot } from './cache.ts';
import { run } from './command.ts';
import { x86_64 } from './target.ts';

/** The release that the image and the demo disk are made of. */
export const suite = 'bookworm';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

export interface Mirrors {
  readonly main: string;
  readonly security: string;
}

const format = '$(ORIGIN)|$(LABEL)|$(RELEASE)|$(COMPONENT)|$(SITE)';

/**
 * The mirrors named by `apt-get indextargets` in the format above. Origin and label are known only after the host's
 * first `apt-get update`; before it, `debianRelease` (the host's own release, if it is Debian) tells Debian's sources
 * from others. `undefined` where no main mirror can be told.
 */
export function parseMirrors(targets: string, debianRelease: string | undefined): Mirrors | undefined {
  let main: string | undefined;
  let security: string | undefined;
  for (const line of targets.split('\n')) {
    const [origin, label, release, component, site] = line.split('|');
    if (component !== 'main' || !site) continue;
    const unknown = origin === '' && debianRelease !== undefined;
    if (label === 'Debian-Security' || (unknown && release === `${debianRelease}-security`)) security ??= site;
    else if ((origin === 'Debian' && label === 'Debian') || (unknown && release === debianRelease)) main ??= site;
  }
  return main === undefined ? undefined : { main, security: security ?? securityBeside(main) };
}

/** Debian's mirrors keep the security archive beside the main one: …/debian and …/debian-security. */
function securityBeside(main: string): string {
  return `${main.replace(/\/+$/, '').replace(/\/debian$/, '')}/debian-security`;
}

/**
 * The mirrors to fetch from: $BATON_DEBIAN_MIRROR (its main archive, such as `http://HOST/debian`), else the host's
 * own. Throws an error that says what to set when there is neither.
 */
export async function findMirrors(): Promise<Mirrors> {
  const chosen = process.env.BATON_DEBIAN_MIRROR;
  if (chosen) return { main: chosen, security: securityBeside(chosen) };
  const [targets, os] = await Promise.all([
    run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'], { timeout: 30_000 }),
    readFile('/etc/os-release', 'utf8').catch(() => ''),
  ]);
  const release = /^ID=debian$/m.test(os) ? /^VERSION_CODENAME=(\w+)$/m.exec(os)?.[1] : undefined;
  const mirrors = parseMirrors(targets, release);
  if (mirrors) return mirrors;
  throw new Error(
    'apt on this machine knows no Debian mirror. Set BATON_DEBIAN_MIRROR to the URL of one, ending in /debian',
  );
}

/** How the host reaches the network, and how strict it is about dates; the rest of its configuration is not used. */
const hostSettings = /^Acquire::(?:https?|Retries|Check|Max-ValidTime|ForceIPv[46])/;

async function configuration(directory: string, architecture: string): Promise<string> {
  const host = await run('apt-config', ['dump'], { timeout: 30_000 });
  const lines = [
    ...host.split('\n').filter((line) => hostSettings.test(line)),
    `Dir "${directory}";`,
    `Dir::Etc "${directory}/etc";`,
    `Dir::State "${directory}";`,
    `Dir::State::status "${directory}/status";`,
    `Dir::Cache "${directory}";`,
    `APT::Architecture "${architecture}";`,
    `APT::Architectures { "${architecture}"; };`,
    'Acquire::Languages "none";',
  ];
  // apt as root hands its downloads to the user _apt, who cannot write to a cache in somebody's home.
  if (process.getuid?.() === 0) lines.push('APT::Sandbox::User "root";');
  return `${lines.join('\n')}\n`;
}

async function write(directory: string, name: string, text: string): Promise<string> {
  const path = join(directory, name);
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, text);
  await rename(temporary, path);
  return path;
}

/** Fills a new directory with apt's configuration and fresh package lists. */
async function makeLists(directory: string, release: string, architecture: string): Promise<void> {
  if (!existsSync(keyring)) throw new Error(`${keyring} is missing. Install the package debian-archive-keyring`);
  const { main, security } = await findMirrors();
  for (const name of ['etc/apt.conf.d', 'etc/preferences.d', 'lists/partial', 'archives/partial'])
    await mkdir(join(directory, name), { recursive: true });
  const options = `[signed-by=${keyring} arch=${architecture}]`;
  const sources = [
    `deb ${options} ${main} ${release} main`,
    `deb ${options} ${main} ${release}-updates main`,
    `deb ${options} ${security} ${release}-security main`,
  ];
  await writeFile(join(directory, 'etc', 'sources.list'), `${sources.join('\n')}\n`);
  await writeFile(join(directory, 'status'), '');
  await update(directory, release, architecture);
}

async function update(directory: string, release: string, architecture: string): Promise<void> {
  const config = await write(directory, 'apt.conf', await configuration(directory, architecture));
  const status = aptStatus(`Reading Debian ${release}'s package lists`);
  // By default a list that cannot be fetched is only a warning.
  const args = ['update', '-q', '-o', 'APT::Status-Fd=3', '--error-on=any'];
  try {
    await run('apt-get', args, { timeout: 10 * 60_000, env: { APT_CONFIG: config }, onStatus: status.line });
  } finally {
    status.end();
  }
}

/**
 * Runs `work` with the path of an apt configuration (for the variable APT_CONFIG) that knows `release` of Debian for
 * `architecture`, by Debian's name for it. If it fails the package lists are fetched again and it gets one more chance, because a mirror drops what it has replaced.
 */
export async function withApt<T>(
  work: (config: string) => Promise<T>,
  release = suite,
  architecture = x86_64.debian,
): Promise<T> {
  const listsName = join('apt', architecture === x86_64.debian ? release : `${release}-${architecture}`);
  const fresh = !existsSync(join(cacheRoot(), listsName));
  const directory = await cached(listsName, (temporary) => makeLists(temporary, release, architecture));
  const config = await write(directory, 'apt.conf', await configuration(directory, architecture));
  try {
    return await work(config);
  } catch (error) {
    if (fresh) throw error;
    await update(directory, release, architecture);
    return work(config);
  }
}
