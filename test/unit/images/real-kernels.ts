// Debian's own kernels, fetched and not installed.

import { fetchKernel } from '../../../build/kernel.ts';
import { arm64 } from '../../../build/target.ts';

/** The path of a kernel of x86-64, and what `uname -r` says of it. */
export async function amd64Kernel(): Promise<{ path: string; release: string }> {
  const { vmlinuz, release } = await fetchKernel('cloud');
  return { path: vmlinuz, release };
}

/** The same of a kernel of arm64. */
export async function arm64Kernel(): Promise<{ path: string; release: string }> {
  const { vmlinuz, release } = await fetchKernel('cloud', arm64);
  return { path: vmlinuz, release };
}
