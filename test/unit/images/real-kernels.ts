// Debian's own kernels, fetched and not installed.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchKernel } from '../../../build/kernel.ts';
import { fetchPackage } from '../../../build/package.ts';

/** The path of a kernel of x86-64, and what `uname -r` says of it. */
export async function amd64Kernel(): Promise<{ path: string; release: string }> {
  const { vmlinuz, release } = await fetchKernel('cloud');
  return { path: vmlinuz, release };
}

/** The same of a kernel of arm64. */
export async function arm64Kernel(): Promise<{ path: string; release: string }> {
  const { depends } = await fetchPackage('linux-image-cloud-arm64', undefined, undefined, 'arm64');
  const [name] = /\blinux-image-\d\S*/.exec(depends)!;
  const { root } = await fetchPackage(name, undefined, undefined, 'arm64');
  const [file] = (await readdir(join(root, 'boot'))).filter((entry) => entry.startsWith('vmlinuz-'));
  return { path: join(root, 'boot', file!), release: file!.replace('vmlinuz-', '') };
}
