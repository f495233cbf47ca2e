// What to boot, from servers that do not give the address: proxy-DHCP (PXE 2.1, section 2), and DHCP servers that tell
// PXE clients more than others. An address is there already; udhcpc has got it, which takes no answer without one.

import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type Client, identityOf } from './client.ts';
import { decode, encode, option, type } from './dhcp-packet.ts';
import type { Lease } from './lease.ts';
import { hasBoot, type Offer, offerFrom } from './offer.ts';

/** When the question is repeated, and when it is given up, in milliseconds. */
const schedule = [0, 1000, 3000];
const patience = 4500;
/** How long answers that come later than the first one are waited for, to tell of them. */
const grace = 500;

/** Ports of DHCP, and of PXE's boot servers. */
const [serverPort, clientPort, bootPort] = [67, 68, 4011];

/**
 * Asks all servers of the lease's network as a PXE client and as UEFI's HTTP boot does, and says what they offer, those
 * with something to boot first. Empty where no server has answered within seconds, or `signal` has ended it.
 * @param userClass asks as a boot loader that has been loaded already (option 77), such as `iPXE`
 */
export async function askForOffers(
  lease: Lease,
  client: Client,
  signal: AbortSignal,
  userClass?: string,
): Promise<Offer[]> {
  const socket = await open(signal);
  if (!socket) return [];
  const offers = new Map<string, Offer>();
  try {
    await new Promise<void>((resolve) => {
      const transactions = (['pxe', 'http'] as const).map((by) => ({ by, number: randomInt(2 ** 32) }));
      const ask = (): void => {
        for (const { by, number } of transactions) {
          const message = encode(number, lease.mac, [...request(type.discover, client, by), ...loaded(userClass)]);
          // Limited broadcasts go to one card, of several; those to a network go to its own.
          socket.send(message, serverPort, broadcastAddress(lease), () => {});
        }
      };
      const timers = schedule.map((at) => setTimeout(ask, at));
      timers.push(setTimeout(resolve, patience));
      signal.addEventListener('abort', () => resolve(), { once: true });
      socket.on('close', () => timers.forEach(clearTimeout));
      socket.on('message', (bytes) => {
        const packet = decode(bytes);
        if (!packet || !transactions.some(({ number }) => number === packet.transaction)) return;
        const offer = offerFrom(packet);
        if (!offer || hasBoot(offers.get(offer.server))) return;
        offers.set(offer.server, offer);
        if (hasBoot(offer)) timers.push(setTimeout(resolve, grace));
      });
    });
  } finally {
    socket.close();
  }
  const rank = (offer: Offer): number => (hasBoot(offer) ? 0 : 2) + (offer.proxy ? 0 : 1);
  return [...offers.values()].sort((one, other) => rank(one) - rank(other));
}

/** What the boot servers of the offer name; the offer's own file where it needs no question. */
export async function bootOf(
  offer: Offer,
  lease: Lease,
  client: Client,
  signal: AbortSignal,
): Promise<Offer['boot'] | undefined> {
  if (!offer.discovery) return offer.boot.bootFile === undefined ? undefined : offer.boot;
  const socket = await open(signal);
  if (!socket) return undefined;
  const number = randomInt(2 ** 32);
  const { servers, kind } = offer.discovery;
  // Boot item: its kind, and layer 0, the boot program.
  const item =
    kind === undefined ? [] : [[option.vendor, Buffer.from([71, 4, kind >> 8, kind & 255, 0, 0, 255])] as const];
  const message = encode(number, lease.mac, [...request(type.request, client, 'pxe'), ...item], lease.address);
  try {
    return await new Promise<Offer['boot'] | undefined>((resolve) => {
      const ask = () => {
        for (const server of servers) socket.send(message, bootPort, server, () => {});
      };
      const timers = schedule.map((at) => setTimeout(ask, at));
      timers.push(setTimeout(() => resolve(undefined), patience));
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
      socket.on('close', () => timers.forEach(clearTimeout));
      socket.on('message', (bytes) => {
        const packet = decode(bytes);
        const answer = packet?.transaction === number ? offerFrom(packet) : undefined;
        if (answer?.boot.bootFile !== undefined) resolve(answer.boot);
      });
    });
  } finally {
    socket.close();
  }
}

/** A socket on the port of clients; undefined where something else has it. */
async function open(signal: AbortSignal): Promise<Socket | undefined> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  try {
    socket.bind(clientPort);
    await once(socket, 'listening', { signal });
  } catch {
    socket.close();
    return undefined;
  }
  socket.on('error', () => {});
  socket.setBroadcast(true);
  return socket;
}

function request(kind: number, client: Client, by: 'pxe' | 'http'): [number, Buffer][] {
  const { vendorClass, architecture, networkInterface, machine } = identityOf(client, by);
  const asked = [option.vendor, option.vendorClass, option.bootServer, option.bootFile, option.rootPath];
  const own = [option.tftpServers, option.ipxe, option.configFile, option.pathPrefix, 1, 3];
  return [
    [option.messageType, Buffer.from([kind])],
    [option.asked, Buffer.from([...asked, ...own])],
    [option.maximumSize, Buffer.from([5, 192])],
    [option.vendorClass, Buffer.from(vendorClass)],
    [option.architecture, architecture],
    [option.interface, networkInterface],
    ...(machine ? ([[option.machine, machine]] as [number, Buffer][]) : []),
  ];
}

/** iPXE also says what it can do; that it is there is enough for servers (https://ipxe.org/howto/dhcpd). */
function loaded(userClass: string | undefined): [number, Buffer][] {
  if (userClass === undefined) return [];
  const own: [number, Buffer][] = userClass === 'iPXE' ? [[option.ipxe, Buffer.from([177, 1, 1])]] : [];
  return [[option.userClass, Buffer.from(userClass)], ...own];
}

function broadcastAddress({ address, prefix }: Lease): string {
  const number = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const hosts = 2 ** (32 - prefix);
  const last = Math.floor(number / hosts) * hosts + hosts - 1;
  return [24, 16, 8, 0].map((shift) => Math.floor(last / 2 ** shift) % 256).join('.');
}
