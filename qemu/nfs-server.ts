// A server of NFS on a network of a test's own: Debian's nfs-ganesha, which runs without a kernel's help.
// https://github.com/nfs-ganesha/nfs-ganesha/wiki

import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { searchPath } from '../build/command.ts';
import { fetchPackage } from '../build/package.ts';
import { type PrivateNetwork, Service } from './network.ts';
import { temporaryDirectory } from './temporary.ts';

/** The packages of the libraries that a Debian with QEMU lacks. */
const packages = ['libntirpc4.3', 'liburcu8', 'libnfsidmap1', 'libwbclient0', 'libtirpc3', 'libwrap0'];

export type Version = '3' | '4.0' | '4.1' | '4.2';

/**
 * Gives out the directory `root`, read-only and to everybody, as `/srv`. Takes root: it opens files by their handles,
 * which those who are root in a namespace of their own may not.
 */
export async function serveByNfs(
  network: PrivateNetwork,
  root: string,
  versions: readonly Version[] = ['4.0', '4.1', '4.2'],
): Promise<Service> {
  const { path } = await temporaryDirectory();
  const { root: unpacked } = await fetchPackage('nfs-ganesha');
  const { root: plugins } = await fetchPackage('nfs-ganesha-vfs');
  const roots = await Promise.all(packages.map(async (name) => (await fetchPackage(name)).root));
  const libraries = roots.map((one) => join(one, 'usr/lib/x86_64-linux-gnu'));
  const minor = versions.flatMap((version) => (version.startsWith('4.') ? [version.slice(2)] : []));
  const configuration = `
NFS_CORE_PARAM {
  Protocols = ${minor.length > 0 ? 4 : 3}; mount_path_pseudo = true; Enable_NLM = false; Enable_RQUOTA = false; Enable_UDP = false;
  Plugins_Dir = ${plugins}/usr/lib/x86_64-linux-gnu/ganesha;
}
NFSv4 {
  Graceless = true; minor_versions = ${minor.join(', ') || '0, 1, 2'}; RecoveryBackend = fs; RecoveryRoot = ${path};
  Only_Numeric_Owners = true; UseGetpwnam = true; IdmapConf = ${path}/idmapd.conf;
}
NFS_KRB5 { Active_krb5 = false; }
EXPORT {
  Export_Id = 1; Path = ${root}; Pseudo = /srv; Access_Type = RO; Squash = No_Root_Squash; SecType = sys;
  Transports = TCP; FSAL { Name = VFS; }
}
`;
  await writeFile(join(path, 'ganesha.conf'), configuration);
  await writeFile(join(path, 'idmapd.conf'), '[General]\n');
  const files = ['-f', join(path, 'ganesha.conf'), '-p', join(path, 'pid')];
  const [enter = '', ...namespaces] = network.within;
  const inNetwork = namespaces.filter((word) => word !== '-U' && word !== '--preserve-credentials');
  const ganesha = [join(unpacked, 'usr/bin/ganesha.nfsd'), '-F', '-L', 'STDERR', ...files];
  const program = minor.length > 0 ? ganesha : [...(await besideRpcbind()), ...ganesha];
  const child = spawn(enter, [...inNetwork, 'setpriv', '--pdeathsig', 'KILL', ...program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: searchPath, LD_LIBRARY_PATH: [...libraries, join(unpacked, 'usr/lib/ganesha')].join(':') },
  });
  await network.sh('for i in $(seq 2400); do ss -Htln sport = :2049 | grep -q . && exit; sleep 0.05; done; exit 1');
  return new Service(child);
}

/**
 * What a server of NFS 3 is started with, which tells rpcbind on what port it can be mounted: rpcbind, and files of it
 * that no other program of this host gets to see.
 */
async function besideRpcbind(): Promise<string[]> {
  const { root } = await fetchPackage('rpcbind');
  const { root: common } = await fetchPackage('libtirpc-common');
  const script = `
mount -t tmpfs none /run && cp -a /etc /run/etc && cp ${common}/etc/netconfig /run/etc/
grep -q ^_rpc: /etc/passwd || echo _rpc:x:0:0::/:/bin/false >>/run/etc/passwd
mount --bind /run/etc /etc && ${root}/sbin/rpcbind
exec "$@"`;
  return ['unshare', '-m', '-p', '-f', '--kill-child', 'sh', '-ec', script, 'sh'];
}
