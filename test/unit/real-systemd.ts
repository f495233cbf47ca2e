// The real systemd: Debian 13's bootctl, systemd-analyze and stub for unified kernel images, fetched and not installed,
// since the package of systemd-boot puts a boot loader on the machine's ESP.

import { join } from 'node:path';
import { fetchPackage } from '../../build/package.ts';
import { x86_64 } from '../../build/target.ts';

const release = 'trixie';
/** What the tools are linked with, and the libraries of these. */
const libraries = [
  ...['libc6', 'libsystemd-shared', 'libacl1', 'libapparmor1', 'libaudit1', 'libblkid1', 'libcap2', 'libcap-ng0'],
  ...['libcrypt1', 'libgcc-s1', 'libmount1', 'libpam0g', 'libpcre2-8-0', 'libseccomp2', 'libselinux1', 'libssl3t64'],
  ...['libzstd1', 'zlib1g'],
];
const directory = join('usr/lib', x86_64.libraries);

export interface RealSystemd {
  /** Commands: a program and the arguments that come before its own. */
  readonly bootctl: readonly [string, ...string[]];
  readonly analyze: readonly [string, ...string[]];
  /** Path of the stub. */
  readonly stub: string;
}

/** Fetches systemd on first use. Throws where there is no network. */
export async function realSystemd(): Promise<RealSystemd> {
  const roots: string[] = [];
  for (const name of libraries) roots.push((await fetchPackage(name, undefined, release)).root);
  const linker = join(roots[0]!, directory, 'ld-linux-x86-64.so.2');
  const path = roots.flatMap((root) => [join(root, directory), join(root, directory, 'systemd')]).join(':');
  const command = async (name: string, program: string): Promise<[string, ...string[]]> => {
    const { root } = await fetchPackage(name, undefined, release);
    return [linker, '--library-path', path, join(root, program)];
  };
  const stubs = await fetchPackage('systemd-boot-efi', undefined, release);
  return {
    bootctl: await command('systemd-boot-tools', 'usr/bin/bootctl'),
    analyze: await command('systemd', 'usr/bin/systemd-analyze'),
    stub: join(stubs.root, 'usr/lib/systemd/boot/efi/linuxx64.efi.stub'),
  };
}
