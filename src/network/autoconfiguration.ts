// IPv6 addresses that the kernel gives to a link by itself, from what routers advertise (RFC 4862).

import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { address6 } from './dhcp6-packet.ts';

/** Between two looks at them, in milliseconds. */
const tick = 100;

/** Scopes and flags of /proc/net/if_inet6: linux/if_addr.h and include/net/ipv6.h. */
const [global, ofLink] = [0x00, 0x20];
const [failed, tentative] = [0x08, 0x40];

export interface Address6 {
  readonly address: string;
  readonly prefix: number;
}

/**
 * The link's first address that can be used: of its router (`global`), or the one that it has in any case (`link`).
 * Undefined where there is none within `patience` milliseconds, or `signal` ends the wait.
 */
export async function addressOf(
  link: string,
  scope: 'global' | 'link',
  patience: number,
  signal: AbortSignal,
): Promise<Address6 | undefined> {
  const wanted = scope === 'global' ? global : ofLink;
  const end = performance.now() + patience;
  for (;;) {
    const found = addresses6(await kernelTable()).find(
      (one) => one.link === link && one.scope === wanted && one.usable,
    );
    if (found) return { address: found.address, prefix: found.prefix };
    if (performance.now() > end || signal.aborted) return undefined;
    await sleep(tick);
  }
}

/** A kernel without IPv6 has no such file. */
async function kernelTable(): Promise<string> {
  return readFile('/proc/net/if_inet6', 'utf8').catch(() => '');
}

function addresses6(table: string) {
  return table.split('\n').flatMap((line) => {
    const [hex = '', , prefix = '', scope = '', flags = '', link = ''] = line.trim().split(/\s+/);
    if (!/^[0-9a-f]{32}$/.test(hex)) return [];
    return [
      {
        address: address6(Buffer.from(hex, 'hex')),
        prefix: Number.parseInt(prefix, 16),
        scope: Number.parseInt(scope, 16),
        usable: (Number.parseInt(flags, 16) & (failed | tentative)) === 0,
        link,
      },
    ];
  });
}
