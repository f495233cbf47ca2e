// What systemd's tools for boot loaders need on the demo disk, which lacks it: bootctl, and D-Bus, through which
// systemctl speaks to logind.

import { join } from 'node:path';
import { run } from '../../build/command.ts';
import { fetchPackage } from '../../build/package.ts';
import type { Shell } from '../../qemu/shell.ts';
import type { Temporary } from '../../qemu/temporary.ts';

const packages = [
  ...['systemd-boot', 'dbus', 'dbus-bin', 'dbus-daemon', 'dbus-system-bus-common'],
  ...['libdbus-1-3', 'libexpat1'],
];
/** A directory that is a link on a Debian with merged /usr cannot be unpacked over it. */
const links = ['bin', 'lib', 'sbin'];

/** Makes an archive of what is to be unpacked over the root; returns its path. */
export async function systemdTools(directory: Temporary): Promise<string> {
  const archive = join(directory.path, 'tools.tar');
  const roots: string[] = [];
  for (const name of packages) roots.push((await fetchPackage(name)).root);
  const merge = links.map((name) => `s,^\\./${name}/,./usr/${name}/,`).map((rule) => `--transform=${rule}`);
  const from = roots.flatMap((root) => ['-C', root, '.']);
  const left = ['./usr/share/doc', './usr/share/man', './usr/share/locale'].map((path) => `--exclude=${path}`);
  await run('tar', ['-cf', archive, '--owner=0', '--group=0', ...left, ...merge, ...from], { timeout: 60_000 });
  return archive;
}

/** Unpacks the archive `path` of the running system, and starts D-Bus and logind as it does by itself from then on. */
export async function useSystemdTools(shell: Shell, path: string): Promise<void> {
  await shell.run(`tar -xf ${path} -C / --keep-directory-symlink && ldconfig`);
  await shell.run('systemd-sysusers && systemd-tmpfiles --create dbus.conf');
  await shell.run('systemctl daemon-reload');
  await shell.run('systemctl start dbus.socket dbus.service');
  await shell.run('systemctl restart systemd-logind');
}
