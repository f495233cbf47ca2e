// The real ukify: Debian 13's, fetched and not installed, with the host's Python.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fetchPackage } from '../../build/package.ts';
import { ensureTools } from '../../build/tools.ts';
import { realSystemd } from './real-systemd.ts';

const release = 'trixie';

/**
 * Runs `ukify build` with the real stub: that of addons and profiles where there is no kernel in `args`. Throws where
 * there is no network, or ukify fails.
 */
export async function ukify(args: readonly string[]): Promise<void> {
  // objcopy is what it looks for; it is not needed for what it then does with pefile.
  await ensureTools(['python3', 'objcopy']);
  const { stub: linuxStub } = await realSystemd();
  const withKernel = args.some((arg) => arg.startsWith('--linux='));
  const stub = withKernel ? linuxStub : linuxStub.replace('linuxx64', 'addonx64');
  const { root } = await fetchPackage('systemd-ukify', undefined, release);
  const library = await fetchPackage('python3-pefile', undefined, release);
  execFileSync('python3', [join(root, 'usr/bin/ukify'), 'build', '--efi-arch=x64', `--stub=${stub}`, ...args], {
    env: { ...process.env, PYTHONPATH: join(library.root, 'usr/lib/python3/dist-packages') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
