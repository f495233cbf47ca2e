// kexec-tools itself, from Debian: the oracle for `kexec`.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchPackage } from '../build/package.ts';

/** The packages of the libraries that Debian's is linked to, beside libc6. */
const packages = [
  ...['libxenmisc4.17', 'libxencall1', 'libxentoollog1', 'libxentoolcore1', 'libxenforeignmemory1'],
  ...['libxendevicemodel1', 'libxenevtchn1', 'libxengnttab1', 'libxenhypfs1', 'libxenstore4'],
];

export interface KexecTools {
  readonly program: string;
  /** Paths of the libraries. */
  readonly libraries: readonly string[];
}

export async function kexecTools(): Promise<KexecTools> {
  const { root } = await fetchPackage('kexec-tools');
  const libraries: string[] = [];
  for (const name of packages) {
    const directory = join((await fetchPackage(name)).root, 'usr/lib/x86_64-linux-gnu');
    const names = await readdir(directory, { recursive: true });
    libraries.push(...names.filter((path) => path.includes('.so')).map((path) => join(directory, path)));
  }
  return { program: join(root, 'sbin/kexec'), libraries };
}
