// What others read crashed kernels with, from Debian: the oracles for `baton crash`.

import { join } from 'node:path';
import { fetchPackage } from '../build/package.ts';

/** The path of kexec-tools' vmcore-dmesg, which needs no library but libc. */
export async function vmcoreDmesg(): Promise<string> {
  return join((await fetchPackage('kexec-tools')).root, 'sbin/vmcore-dmesg');
}

/** The path of makedumpfile, whose libraries processes of ours find from now on. */
export async function makedumpfile(): Promise<string> {
  const directories = [];
  for (const name of ['libdw1', 'libelf1', 'liblzo2-2'])
    directories.push(join((await fetchPackage(name)).root, 'usr/lib/x86_64-linux-gnu'));
  directories.push(join((await fetchPackage('liblzo2-2')).root, 'lib/x86_64-linux-gnu'));
  process.env.LD_LIBRARY_PATH = directories.join(':');
  return join((await fetchPackage('makedumpfile')).root, 'usr/bin/makedumpfile');
}
