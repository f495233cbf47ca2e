// Another host on a network of a test's own, which has what baton's image has for the network, and nothing of its own.

import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '../../../build/cache.ts';
import { fetchPackage } from '../../../build/package.ts';
import type { PrivateNetwork } from '../../../qemu/network.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';

const seconds = 60;

export interface PluggedHost {
  /** Runs a function's body there, in which `src('network/dhcp.ts')` imports a module. Returns what it returns. */
  evaluate<T>(body: string): Promise<T>;
  /** Runs a shell's script there, and returns what it prints. */
  sh(script: string): Promise<string>;
}

/** Its cards are called `eth0` and so on, without addresses and switched off. */
export async function plugHost(network: PrivateNetwork, name = 'host', cards = 1): Promise<PluggedHost> {
  const { path, remove } = await temporaryDirectory();
  const [sbin, etc] = [join(path, 'sbin'), join(path, 'etc')];
  await Promise.all([mkdir(sbin), mkdir(join(etc, 'udhcpc'), { recursive: true })]);
  const { root } = await fetchPackage('busybox-static');
  for (const name of ['udhcpc', 'ping']) await symlink(join(root, 'bin/busybox'), join(sbin, name));
  await copyFile(join(checkout, 'initramfs/etc/udhcpc/tell'), join(etc, 'udhcpc/tell'));
  const mounts = [
    'mount -t sysfs sysfs /sys',
    `mount --bind ${sbin} /usr/sbin`,
    `mount --bind ${etc} /etc`,
    'ip link set lo up',
  ].join(' && ');
  const keeper = network.start('unshare', ['-n', '-m', 'sh', '-ec', `${mounts} && echo "pid $$" && exec sleep 3600`]);
  void keeper.ended.then(remove);
  await keeper.expect(/pid \d+/);
  const pid = /pid (\d+)/.exec(keeper.log)?.[1] ?? '';
  for (let card = 0; card < cards; card++) {
    const port = `${name}-${card}`;
    await network.sh(
      `ip link add ${port} type veth peer name eth${card} netns ${pid} && ip link set ${port} master switch0 up`,
    );
  }
  const within = ['-t', pid, '-n', '-m'];
  return {
    sh: (script) => network.run('nsenter', [...within, 'sh', '-ec', script], seconds),
    async evaluate<T>(body: string): Promise<T> {
      const program = `
        const src = (name) => import(${JSON.stringify(join(checkout, 'src'))} + '/' + name);
        const value = await (async () => { ${body} })();
        process.stdout.write('\\0' + JSON.stringify(value ?? null), () => process.exit());`;
      const node = [process.execPath, '--input-type=module', '-e', program];
      const printed = await network.run('nsenter', [...within, ...node], seconds);
      return JSON.parse(printed.split('\0').at(-1)!) as T;
    },
  };
}
