// Names by the name servers of the lease: there is no C library with its files that could be asked.

import type { Resolver } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { NetworkError } from './network-error.ts';

/** How long a name server may take, in milliseconds, and how often it is asked. */
const [timeout, tries] = [3000, 3];

/** As dns.lookup() answers, for Node's own clients: an IPv4 address, and an IPv6 one where the name has no other. */
export const lookup: LookupFunction = (name, options, callback) => {
  // Most boots ask for no name.
  void import('node:dns').then(({ Resolver }) => ask(new Resolver({ timeout, tries }), name, options, callback));
};

function ask(resolver: Resolver, ...[name, options, callback]: Parameters<LookupFunction>): void {
  const answer = (address: string, family: 4 | 6): void =>
    options.all ? callback(null, [{ address, family }]) : callback(null, address, family);
  resolver.resolve4(name, (failure, [address] = []) => {
    if (!failure && address !== undefined) return answer(address, 4);
    resolver.resolve6(name, (_, [address] = []) => {
      if (address !== undefined) answer(address, 6);
      else callback(failure ?? new Error(name), '', 4);
    });
  });
}

const lookupOne = promisify<string, object, string>((name, options, done) =>
  lookup(name, options, (failure, address) => done(failure, String(address))),
);

/** The address of `host`, a name or an address (of IPv6 also in brackets). Raises NetworkError for `what`, a sentence's begin. */
export async function addressOf(host: string, what: string): Promise<string> {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) !== 0) return bare;
  try {
    return await lookupOne(bare, {});
  } catch (cause) {
    throw new NetworkError(`${what}: no name server knows ${bare}.`, { cause });
  }
}
