// The packets of DHCP (RFC 2131) with their options (RFC 2132), those of PXE among them.

/** Between the fixed fields and the options. */
const magic = 0x63_82_53_63;
const fixed = 236;
const [pad, end, overload] = [0, 255, 52];

export const option = {
  messageType: 53,
  server: 54,
  asked: 55,
  maximumSize: 57,
  vendorClass: 60,
  bootServer: 66,
  bootFile: 67,
  vendor: 43,
  rootPath: 17,
  userClass: 77,
  architecture: 93,
  interface: 94,
  machine: 97,
  tftpServers: 150,
  ipxe: 175,
  configFile: 209,
  pathPrefix: 210,
} as const;

export const type = { discover: 1, offer: 2, request: 3, ack: 5 } as const;

export interface Packet {
  /** Chosen by the client, and the same in the answer. */
  readonly transaction: number;
  /** 0.0.0.0 in what comes from a proxy. */
  readonly address: string;
  readonly nextServer: string;
  readonly serverName: string;
  readonly file: string;
  /** By their numbers; those that come in pieces are whole (RFC 3396). */
  readonly options: ReadonlyMap<number, Buffer>;
}

/** @param mac `52:54:00:12:34:56` @param address the client's own, once it has one that is to be answered to */
export function encode(
  transaction: number,
  mac: string,
  options: readonly (readonly [code: number, value: Buffer])[],
  address?: string,
): Buffer {
  const head = Buffer.alloc(fixed + 4);
  head.set([1, 1, 6, 0]);
  head.writeUInt32BE(transaction, 4);
  // Without an address that is answered to, the answer has to be a broadcast.
  if (address === undefined) head.writeUInt16BE(0x8000, 10);
  else head.set(address.split('.').map(Number), 12);
  head.set(Buffer.from(mac.replaceAll(':', ''), 'hex'), 28);
  head.writeUInt32BE(magic, fixed);
  const parts = options.map(([code, value]) => Buffer.concat([Buffer.from([code, value.length]), value]));
  return Buffer.concat([head, ...parts, Buffer.from([end])]);
}

/** A server's answer; undefined for what is none. Of a packet that breaks off it has what came before. */
export function decode(bytes: Buffer): Packet | undefined {
  if (bytes.length < fixed + 4 || bytes[0] !== 2 || bytes.readUInt32BE(fixed) !== magic) return undefined;
  const options = new Map<number, Buffer>();
  readOptions(bytes.subarray(fixed + 4), options);
  // Bit 1: there are more options in the field of the file, bit 2: in that of the server's name.
  const more = options.get(overload)?.[0] ?? 0;
  if (more & 1) readOptions(bytes.subarray(108, 236), options);
  if (more & 2) readOptions(bytes.subarray(44, 108), options);
  return {
    transaction: bytes.readUInt32BE(4),
    address: bytes.subarray(16, 20).join('.'),
    nextServer: bytes.subarray(20, 24).join('.'),
    serverName: more & 2 ? '' : textOf(bytes.subarray(44, 108)),
    file: more & 1 ? '' : textOf(bytes.subarray(108, 236)),
    options,
  };
}

/** Options by their numbers, also those inside of option 43. */
export function readOptions(bytes: Buffer, into: Map<number, Buffer>): void {
  for (let at = 0; at < bytes.length && bytes[at] !== end; ) {
    const code = bytes[at++]!;
    if (code === pad) continue;
    const length = bytes[at++];
    if (length === undefined || at + length > bytes.length) return;
    const value = bytes.subarray(at, at + length);
    const before = into.get(code);
    into.set(code, before ? Buffer.concat([before, value]) : value);
    at += length;
  }
}

/** Up to the first zero byte. */
export function textOf(bytes: Buffer | undefined): string {
  return (bytes ?? Buffer.alloc(0)).toString('latin1').split('\0', 1)[0]!;
}
