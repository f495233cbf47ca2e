import { writeFile } from 'node:fs/promises';

/** The C library's list takes no more. */
const most = 3;

/** Has names looked up at these addresses: by this program, and by those that it starts (resolv.conf(5)). */
export async function useNameServers(addresses: readonly string[], domains: readonly string[] = []): Promise<void> {
  const servers = [...new Set(addresses)].slice(0, most);
  if (servers.length === 0) return;
  const search = domains.length > 0 ? [`search ${domains.join(' ')}`] : [];
  const lines = [...servers.map((server) => `nameserver ${server}`), ...search];
  await writeFile('/etc/resolv.conf', `${lines.join('\n')}\n`);
}
