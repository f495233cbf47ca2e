// The packets of TFTP: RFC 1350, with the options of RFC 2347 to 2349 and 7440.

const [RRQ, ACK] = [1, 4];
export const [DATA, ERROR, OACK] = [3, 5, 6] as const;

/** Bytes in a block: what fits into an Ethernet frame, by IPv4 and by IPv6. */
export const blockSizes = { udp4: 1468, udp6: 1448 } as const;
/** How many blocks come without being acknowledged one by one. */
export const windowSize = 16;

/** What the error codes of RFC 1350 mean, where they say it. */
const errors = ['', 'there is no such file', 'the server does not give it out', '', 'the server calls that illegal'];

/** Asks for a file, with all options. */
export function request(path: string, blockSize: number): Buffer {
  const options = ['octet', 'tsize', '0', 'blksize', `${blockSize}`, 'windowsize', `${windowSize}`];
  return Buffer.concat([Buffer.from([0, RRQ]), Buffer.from([path, ...options].map((word) => `${word}\0`).join(''))]);
}

/** @param block counted without end; what is sent begins anew after 65535 */
export function acknowledge(block: number): Buffer {
  const packet = Buffer.allocUnsafe(4);
  packet.writeUInt32BE(ACK * 2 ** 16 + (block & 0xffff));
  return packet;
}

/** Ends a transfer. */
export function stopped(code: number): Buffer {
  return Buffer.from([0, ERROR, 0, code, 0]);
}

/** The options of an OACK, behind its opcode, by their names in lower case; NaN for what is no number. */
export function readOptions(bytes: Buffer): ReadonlyMap<string, number> {
  const words = bytes.toString('latin1').split('\0');
  const given = new Map<string, number>();
  for (let at = 0; at + 1 < words.length; at += 2) given.set(words[at]!.toLowerCase(), Number(words[at + 1]));
  return given;
}

/** What an ERROR says, as a clause. */
export function readRefusal(code: number, text: Buffer): string {
  const said = text
    .toString('latin1')
    .replace(/\0.*$/s, '')
    .replace(/[^ -~]/g, '?')
    .slice(0, 200);
  return `${errors[code] || 'the server refuses it'}${said ? ` ("${said}")` : ''}`;
}
