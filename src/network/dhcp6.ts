// What a DHCPv6 server tells (RFC 8415): what to boot (RFC 5970), name servers, and an address where the routers
// advertise none. A client of our own: busybox comes without one in Debian, and Debian's smallest other one takes 0.5 MiB.

import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type Client, identityOf } from './client.ts';
import type { Asked } from './dhcp.ts';
import {
  address6,
  decode6,
  encode6,
  type Message6,
  type Options6,
  option6,
  readOptions6,
  type6,
} from './dhcp6-packet.ts';

/** When a question is repeated, and when it is given up, in milliseconds. */
const schedule = [0, 1000, 3000];
const patience = 5000;

/** All servers and relays of the link, and the ports of servers and clients. */
const [everybody, serverPort, clientPort] = ['ff02::1:2', 547, 546];

/** Enterprise number of the vendor class of PXE over IPv6 (UEFI 2.10, section 24.7). */
const enterprise = 343;

export interface Told6 {
  /** URL. */
  readonly bootFile?: string;
  /** What stands behind a kernel's name (option 60). */
  readonly bootParameters: readonly string[];
  readonly dns: readonly string[];
  /** Where an address was asked for. */
  readonly address?: string;
  /** Gives that address back; does not wait for an answer. */
  release?(): Promise<void>;
}

/** What servers tell those that have an address; undefined where none answers within seconds, or `signal` ends it. */
export async function askForInformation6(link: Asked, client: Client, signal: AbortSignal): Promise<Told6 | undefined> {
  return withSocket(link, signal, async (socket) => {
    const { informationRequest, reply } = type6;
    const answer = await exchange(socket, link, informationRequest, question(link, client), reply, signal);
    return answer && toldBy(answer);
  });
}

/** The same with an address; undefined also where the server has none. */
export async function askForAddress6(link: Asked, client: Client, signal: AbortSignal): Promise<Told6 | undefined> {
  return withSocket(link, signal, async (socket) => {
    const own = question(link, client);
    const wanted = [option6.identity, identityAssociation(link)] as const;
    const offer = await exchange(socket, link, type6.solicit, [...own, wanted], type6.advertise, signal);
    const server = offer?.options.get(option6.server);
    const offered = offer?.options.get(option6.identity);
    if (!server || !offered || addressIn(offered) === undefined) return undefined;
    const chosen: Options6 = [...own, [option6.server, server], [option6.identity, offered]];
    const answer = await exchange(socket, link, type6.request, chosen, type6.reply, signal);
    const given = answer?.options.get(option6.identity);
    const address = given && addressIn(given);
    if (!answer || address === undefined) return undefined;
    return { ...toldBy(answer), address, release: () => release(link, [...own, ...chosen.slice(own.length)]) };
  });
}

async function release(link: Asked, options: Options6): Promise<void> {
  await withSocket(link, AbortSignal.timeout(patience), async (socket) => {
    const message = encode6(type6.release, randomInt(2 ** 24), options);
    await new Promise((resolve) => socket.send(message, serverPort, `${everybody}%${link.name}`, resolve));
    return undefined;
  });
}

async function withSocket<T>(
  { name }: Asked,
  signal: AbortSignal,
  use: (socket: Socket) => Promise<T | undefined>,
): Promise<T | undefined> {
  const socket = createSocket({ type: 'udp6', reuseAddr: true });
  try {
    socket.bind(clientPort);
    await once(socket, 'listening', { signal });
    socket.on('error', () => {});
    socket.setMulticastInterface(`::%${name}`);
    return await use(socket);
  } catch (failure) {
    // Stopped, or something else has the port: as if nobody had answered.
    if (signal.aborted || (failure as NodeJS.ErrnoException).code !== undefined) return undefined;
    throw failure;
  } finally {
    socket.close();
  }
}

function exchange(
  socket: Socket,
  { name }: Asked,
  type: number,
  options: Options6,
  answer: number,
  signal: AbortSignal,
): Promise<Message6 | undefined> {
  return new Promise((resolve) => {
    const transaction = randomInt(2 ** 24);
    const message = encode6(type, transaction, options);
    const ask = () => socket.send(message, serverPort, `${everybody}%${name}`, () => {});
    const timers = schedule.map((at) => setTimeout(ask, at));
    const done = (found?: Message6): void => {
      timers.forEach(clearTimeout);
      socket.off('message', take);
      resolve(found);
    };
    const take = (bytes: Buffer): void => {
      const found = decode6(bytes);
      if (found?.type === answer && found.transaction === transaction) done(found);
    };
    timers.push(setTimeout(done, patience));
    signal.addEventListener('abort', () => done(), { once: true });
    socket.on('message', take);
  });
}

function question({ mac }: Asked, client: Client): Options6 {
  const { vendorClass, architecture, networkInterface } = identityOf(client);
  const asked = [option6.nameServers, option6.bootFile, option6.bootParameters];
  const vendor = Buffer.alloc(6);
  vendor.writeUInt32BE(enterprise);
  vendor.writeUInt16BE(vendorClass.length, 4);
  return [
    // A DUID of the link's address (type 3), for Ethernet (1).
    [option6.client, Buffer.concat([Buffer.from([0, 3, 0, 1]), hardwareAddress(mac)])],
    [option6.elapsed, Buffer.from([0, 0])],
    [option6.asked, Buffer.from(asked.flatMap((code) => [0, code]))],
    [option6.vendorClass, Buffer.concat([vendor, Buffer.from(vendorClass)])],
    [option6.architecture, architecture],
    [option6.interface, networkInterface],
  ];
}

const hardwareAddress = (mac: string): Buffer => Buffer.from(mac.replaceAll(':', ''), 'hex');

/** IA_NA: its number is of the end of the link's address, and times are the server's. */
function identityAssociation({ mac }: Asked): Buffer {
  return Buffer.concat([hardwareAddress(mac).subarray(2), Buffer.alloc(8)]);
}

/** The first address in an IA_NA. */
function addressIn(association: Buffer): string | undefined {
  const inside = readOptions6(association.subarray(12)).get(option6.address);
  return inside && inside.length >= 24 ? address6(inside.subarray(0, 16)) : undefined;
}

/** What a server has told. */
export function toldBy({ options }: Message6): Told6 {
  const bootFile = options.get(option6.bootFile)?.toString('utf8').replace(/\0.*$/s, '');
  const servers = options.get(option6.nameServers) ?? Buffer.alloc(0);
  const dns = Array.from({ length: Math.floor(servers.length / 16) }, (_, at) =>
    address6(servers.subarray(16 * at, 16 * at + 16)),
  );
  const bootParameters = parameters(options.get(option6.bootParameters));
  return { dns, bootParameters, ...(bootFile ? { bootFile } : {}) };
}

/** Each behind its length in two bytes. */
function parameters(bytes: Buffer = Buffer.alloc(0)): string[] {
  const found: string[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at);
    found.push(bytes.subarray(at + 2, at + 2 + length).toString('utf8'));
    at += 2 + length;
  }
  return found;
}
