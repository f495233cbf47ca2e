// The time of day from a time server: SNTP, https://www.rfc-editor.org/rfc/rfc4330 section 5.

import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { addressOf } from './names.ts';
import { NetworkError } from './network-error.ts';

/** How long an answer is waited for, in milliseconds, and how often it is asked for. */
const [patience, attempts] = [1500, 3];

/** Bytes of a packet, and where in it the time stamps lie. */
const [size, originateAt, transmitAt] = [48, 24, 40];
/** Version 4, as a client (3); a server answers as one (4). */
const [asClient, server] = [0x23, 4];
/** From 1900, where the protocol's time begins, to 1970, and what its seconds are counted modulo. */
const [from1900, era] = [2_208_988_800, 2 ** 32];

/**
 * Asks the server (a name or an address).
 * @returns seconds since 1970. Raises NetworkError where there is no answer, or none that can be used.
 */
export async function askTime(host: string, port = 123): Promise<number> {
  const address = await addressOf(host, `The time server ${host} cannot be asked`);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const seconds = await askOnce(address, port);
    if (seconds !== undefined) return seconds;
  }
  throw new NetworkError(`The time server ${host} does not answer, or does not know the time itself.`);
}

function askOnce(address: string, port: number): Promise<number | undefined> {
  const asked = Buffer.alloc(size);
  asked[0] = asClient;
  // The server gives it back: what comes from elsewhere cannot know it.
  const mark = randomBytes(8);
  mark.copy(asked, transmitAt);
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  return new Promise((resolve) => {
    const start = performance.now();
    const end = (seconds?: number): void => {
      clearTimeout(timer);
      socket.close();
      resolve(seconds);
    };
    const timer = setTimeout(end, patience);
    // One that refuses, or cannot be reached, may be just starting: as long as for an answer, and it is asked again.
    socket.on('error', () => {});
    socket.on('message', (answer) => {
      const seconds = timeIn(answer, mark);
      if (seconds !== undefined) end(seconds + (performance.now() - start) / 2000);
    });
    socket.connect(port, address, () => socket.send(asked));
  });
}

/** The time that a server's answer tells; undefined for what is none, or is none to be believed. */
export function timeIn(answer: Buffer, mark: Uint8Array): number | undefined {
  if (answer.length < size || !answer.subarray(originateAt, originateAt + 8).equals(mark)) return undefined;
  const [first = 0, stratum = 0] = answer;
  const [unsynchronised, mode] = [first >> 6 === 3, first & 7];
  if (unsynchronised || mode !== server || stratum < 1 || stratum > 15) return undefined;
  const whole = answer.readUInt32BE(transmitAt);
  const fraction = answer.readUInt32BE(transmitAt + 4) / era;
  if (whole === 0) return undefined;
  // Until 2036 the highest bit is set; then the count begins anew.
  return whole - from1900 + (whole < era / 2 ? era : 0) + fraction;
}
