// Servers that give disks to the machines of a network of a test's own: QEMU's for NBD, Debian's tgt for iSCSI.

import { join } from 'node:path';
import { fetchPackage } from '../build/package.ts';
import { ensureTools } from '../build/tools.ts';
import { type PrivateNetwork, type Service, serverAddress } from './network.ts';
import { temporaryDirectory } from './temporary.ts';

/** Gives out the raw image `file`, read-only, as the export `name` on NBD's usual port. */
export async function serveByNbd(network: PrivateNetwork, file: string, name: string): Promise<Service> {
  await ensureTools(['qemu-nbd']);
  const service = network.start('qemu-nbd', ['-r', '-t', '-f', 'raw', '-x', name, '-b', serverAddress, '-v', file]);
  await network.run('sh', ['-c', 'until ss -Htln sport = :10809 | grep -q .; do sleep 0.05; done']);
  return service;
}

/** Gives out the raw image `file` as unit 1 of the target `name` on iSCSI's usual port, to everybody. */
export async function serveByIscsi(network: PrivateNetwork, file: string, name: string): Promise<Service> {
  // Unpacked and not installed: the package would start a server on this host.
  const { root } = await fetchPackage('tgt');
  const { path } = await temporaryDirectory();
  const env = { TGT_IPC_SOCKET: join(path, 'control') };
  const portal = `portal=${serverAddress}:3260`;
  const service = network.start(join(root, 'usr/sbin/tgtd'), ['-f', '--iscsi', portal], env);
  const order = (mode: string, op: string, ...args: string[]): string =>
    [join(root, 'usr/sbin/tgtadm'), '--lld', 'iscsi', '--mode', mode, '--op', op, '--tid', '1', ...args].join(' ');
  const orders = [
    order('target', 'new', '-T', name),
    order('logicalunit', 'new', '--lun', '1', '-b', file),
    order('target', 'bind', '-I', 'ALL'),
  ];
  await network.sh(`export TGT_IPC_SOCKET=${env.TGT_IPC_SOCKET}
    until ss -Htln sport = :3260 | grep -q .; do sleep 0.05; done
    ${orders.join('\n')}`);
  return service;
}
