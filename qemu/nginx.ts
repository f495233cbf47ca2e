// Debian's nginx on a network of a test's own. https://nginx.org/en/docs/dirindex.html

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchPackage } from '../build/package.ts';
import { ensureTools } from '../build/tools.ts';
import type { Certificates } from './certificates.ts';
import type { PrivateNetwork, Service } from './network.ts';
import { temporaryDirectory } from './temporary.ts';

export interface Site {
  /** The directory that is served. */
  readonly root: string;
  /** With them it serves HTTPS on port 443 as well. */
  readonly certificates?: Certificates;
  /** Further lines of the `server` block: `location /slow { limit_rate 1k; }`. */
  readonly more?: string;
}

export interface Nginx {
  readonly service: Service;
  /** A line for each request that has been answered, in the form that nginx calls `combined`. */
  requests(): Promise<readonly string[]>;
}

/** Starts nginx on port 80 of the servers' addresses. Throws with its reason when it does not start. */
export async function startNginx(network: PrivateNetwork, { root, certificates, more = '' }: Site): Promise<Nginx> {
  // Whose library it uses; its others are on every Debian.
  await ensureTools(['openssl']);
  // Unpacked and not installed: the package would start a server on this host.
  const { root: unpacked } = await fetchPackage('nginx');
  const { path, remove } = await temporaryDirectory();
  const log = join(path, 'requests');
  const bodies = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  await Promise.all(bodies.map((name) => mkdir(join(path, name))));
  const tls = certificates
    ? `listen 443 ssl; listen [::]:443 ssl; ssl_certificate ${certificates.certificate}; ssl_certificate_key ${certificates.key};`
    : '';
  await writeFile(
    join(path, 'nginx.conf'),
    `daemon off; master_process off; user root root; pid ${path}/pid; error_log stderr notice;
events {}
http {
  access_log ${log};
  ${bodies.map((name) => `${name}_temp_path ${path}/${name};`).join(' ')}
  server { listen 80; listen [::]:80; ${tls} root ${root}; ${more} }
}
`,
  );
  const service = network.start(join(unpacked, 'usr/sbin/nginx'), ['-p', path, '-e', 'stderr', '-c', 'nginx.conf']);
  void service.ended.then(remove);
  await service.expect(/start worker process|using the "epoll"/);
  // The sockets listen before the first event is waited for; the log is written before that.
  await network.run('sh', ['-c', 'until ss -Htln sport = :80 | grep -q .; do sleep 0.05; done']);
  return { service, requests: async () => (await readFile(log, 'utf8')).trimEnd().split('\n') };
}
