// The messages of DHCPv6 (RFC 8415), with the options of network boot (RFC 5970).

export const type6 = {
  solicit: 1,
  advertise: 2,
  request: 3,
  reply: 7,
  release: 8,
  informationRequest: 11,
} as const;

export const option6 = {
  client: 1,
  server: 2,
  identity: 3,
  address: 5,
  asked: 6,
  elapsed: 8,
  status: 13,
  vendorClass: 16,
  nameServers: 23,
  bootFile: 59,
  bootParameters: 60,
  architecture: 61,
  interface: 62,
} as const;

export interface Message6 {
  readonly type: number;
  /** 24 bits. */
  readonly transaction: number;
  /** The first of each number. */
  readonly options: ReadonlyMap<number, Buffer>;
}

export type Options6 = readonly (readonly [code: number, value: Buffer])[];

export function encode6(type: number, transaction: number, options: Options6): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(((type << 24) | transaction) >>> 0);
  const parts = options.flatMap(([code, value]) => {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(code);
    head.writeUInt16BE(value.length, 2);
    return [head, value];
  });
  return Buffer.concat([head, ...parts]);
}

/** Undefined for what is no message. Of one that breaks off it has what came before. */
export function decode6(bytes: Buffer): Message6 | undefined {
  if (bytes.length < 4) return undefined;
  return { type: bytes[0]!, transaction: bytes.readUIntBE(1, 3), options: readOptions6(bytes.subarray(4)) };
}

export function readOptions6(bytes: Buffer): Map<number, Buffer> {
  const options = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const [code, length] = [bytes.readUInt16BE(at), bytes.readUInt16BE(at + 2)];
    at += 4;
    if (at + length > bytes.length) break;
    if (!options.has(code)) options.set(code, bytes.subarray(at, at + length));
    at += length;
  }
  return options;
}

/** `fd00::1` of 16 bytes, as RFC 5952 writes it. */
export function address6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(2 * at).toString(16)).join(':');
  return new URL(`http://[${groups}]`).hostname.slice(1, -1);
}
