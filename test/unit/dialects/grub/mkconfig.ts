// The real grub-mkconfig, run for a /boot that lies in a directory of the host.

import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../../build/command.ts';
import { fetchPackage } from '../../../../build/package.ts';

const timeout = 60_000;
const templates = ['00_header', '05_debian_theme', '10_linux', '30_uefi-firmware', '40_custom', '41_custom'];

/** Answers for a disk that is not there: ext4 on the second GPT partition of the first virtio disk. */
const probe = `#!/bin/sh
case "$*" in
  *--target=device*) echo /dev/vda2 ;;
  *--target=fs_uuid*) echo 6a0e5a4e-8bd4-4c0c-9c5a-5a2c0b7f9f10 ;;
  *--target=fs*) echo ext2 ;;
  *--target=partmap*) echo gpt ;;
  *--target=drive*) echo '(hd0,gpt2)' ;;
esac
`;

export type Mkconfig = (directory: string, settings: string) => Promise<string>;

/**
 * Debian 13's grub-mkconfig, fetched on first use. It takes a directory that has a `boot` with kernels in it, and
 * what /etc/default/grub holds, and gives the text of grub.cfg, with the full paths of the files below `boot`.
 */
export async function mkconfig(): Promise<Mkconfig> {
  const { root } = await fetchPackage('grub-common', undefined, 'trixie');
  return async (directory, settings) => {
    const place = (name: string) => join(directory, 'mkconfig', name);
    mkdirSync(place('grub.d'), { recursive: true });
    mkdirSync(place('default'));
    mkdirSync(join(directory, 'boot/grub'), { recursive: true });
    cpSync(join(root, 'usr/share/grub'), place('share'), { recursive: true });
    writeFileSync(place('default/grub'), settings);
    writeFileSync(place('probe'), probe, { mode: 0o755 });
    writeFileSync(place('relpath'), '#!/bin/sh\necho "$1"\n', { mode: 0o755 });
    for (const name of readdirSync(join(root, 'etc/grub.d')).filter((name) => templates.includes(name))) {
      const text = readFileSync(join(root, 'etc/grub.d', name), 'utf8');
      writeFileSync(place(`grub.d/${name}`), text.replaceAll('/boot', join(directory, 'boot')), { mode: 0o755 });
    }
    const script = readFileSync(join(root, 'usr/sbin/grub-mkconfig'), 'utf8')
      .replace('sysconfdir="/etc"', `sysconfdir="${join(directory, 'mkconfig')}"`)
      .replace(/^grub_probe=.*$/m, `grub_probe="${place('probe')}"; export grub_probe`);
    writeFileSync(place('run'), script);
    const env = { EUID: '0', pkgdatadir: place('share'), grub_mkrelpath: place('relpath') };
    return run('sh', [place('run')], { timeout, env });
  };
}
