// Signatures of files. https://www.rfc-editor.org/rfc/rfc9580#section-5.2.3

import { createHash, type KeyObject, publicDecrypt, verify } from 'node:crypto';
import { integerAt, newLength, number, readPackets } from './packets.ts';

export interface Signature {
  /** Its type's number: what it is of. */
  readonly kind: number;
  /** In seconds since 1970. */
  readonly created: number;
  /** How long after it was made the key ends that this is of, in seconds; 0 for never. */
  readonly keyLifetime: number;
  /** Why the key that this is of is revoked: the number of the reason; 0 for none. */
  readonly reason: number;
  /** The last 16 hexadecimal digits, or all, of the fingerprint of the key that it says it is by. */
  readonly issuer: string;
  readonly hash: string;
  /** What is hashed behind the file. */
  readonly trailer: Uint8Array;
  /** The algorithm's number, and its integers. */
  readonly algorithm: number;
  readonly integers: Uint8Array;
}

export const signaturePacket = 2;
/** Of a file as it is, and of a text. */
const kinds: ReadonlySet<number> = new Set([0, 1]);
const hashes: Readonly<Record<number, string>> = { 2: 'sha1', 8: 'sha256', 9: 'sha384', 10: 'sha512', 11: 'sha224' };
/** Whoever can make two files with one digest can have the harmless one signed. */
const broken = 'sha1';
/** Subpackets, by their numbers. */
const subpackets = { created: 2, keyLifetime: 9, issuerKeyId: 16, reason: 29, issuerFingerprint: 33 } as const;

/** The signatures of files, of version 4, in a file that is not armored. Never throws. */
export function readSignatures(bytes: Uint8Array): Signature[] {
  return readPackets(bytes).flatMap(({ type, body }) => {
    const signature = type === signaturePacket ? signatureOf(body) : undefined;
    return signature && kinds.has(signature.kind) && signature.hash !== broken ? [signature] : [];
  });
}

/** The signature of a packet of that type; undefined where it is of another version, or cannot be read. Never throws. */
export function signatureOf(body: Uint8Array): Signature | undefined {
  const [version, kind = 0, algorithm = 0, hashNumber = 0] = body;
  const hash = hashes[hashNumber];
  const hashedEnd = 6 + number(body, 4, 2);
  const unhashedEnd = hashedEnd + 2 + number(body, hashedEnd, 2);
  if (version !== 4 || hash === undefined || unhashedEnd + 2 > body.length) return undefined;
  const said = subpacketsIn(body.subarray(6, hashedEnd));
  const issuer = issuerIn(said) ?? issuerIn(subpacketsIn(body.subarray(hashedEnd + 2, unhashedEnd)));
  // A key id has eight bytes.
  if (issuer === undefined || issuer.length < 16) return undefined;
  const end = Buffer.from([4, 0xff, 0, 0, 0, 0]);
  end.writeUInt32BE(hashedEnd, 2);
  const trailer = Buffer.concat([body.subarray(0, hashedEnd), end]);
  return {
    kind,
    created: number(said.get(subpackets.created) ?? nothing, 0, 4),
    keyLifetime: number(said.get(subpackets.keyLifetime) ?? nothing, 0, 4),
    reason: said.get(subpackets.reason)?.[0] ?? 0,
    issuer,
    hash,
    trailer,
    algorithm,
    integers: body.subarray(unhashedEnd + 2),
  };
}

const nothing = new Uint8Array();

/** By their numbers; of several with one number the last. */
function subpacketsIn(area: Uint8Array): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  for (let at = 0; at < area.length; ) {
    const length = newLength(area, at);
    if (!length || length.size === 0 || length.start + length.size > area.length) return found;
    const end = length.start + length.size;
    found.set(area[length.start]! & 0x7f, area.subarray(length.start + 1, end));
    at = end;
  }
  return found;
}

function issuerIn(said: ReadonlyMap<number, Uint8Array>): string | undefined {
  // The first byte is the version of the key.
  const issuer = said.get(subpackets.issuerFingerprint)?.subarray(1) ?? said.get(subpackets.issuerKeyId);
  return issuer && Buffer.from(issuer).toString('hex').toUpperCase();
}

/** Takes the file, piece by piece, and says in the end whether the signature is of it and by the key. */
export class Verification {
  readonly #signature: Signature;
  readonly #key: KeyObject;
  readonly #hash: ReturnType<typeof createHash>;

  constructor(signature: Signature, key: KeyObject) {
    this.#signature = signature;
    this.#key = key;
    this.#hash = createHash(signature.hash);
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  end(): boolean {
    const digest = this.#hash.update(this.#signature.trailer).digest();
    try {
      return this.#key.asymmetricKeyType === 'rsa' ? this.#byRsa(digest) : this.#byEd25519(digest);
    } catch {
      return false;
    }
  }

  /** RFC 8017, 8.2.2, with a digest that is there already. */
  #byRsa(digest: Uint8Array): boolean {
    const bits = this.#key.asymmetricKeyDetails?.modulusLength ?? 0;
    const given = padded(integerAt(this.#signature.integers, 0).value, Math.ceil(bits / 8));
    const info = publicDecrypt({ key: this.#key }, given);
    const prefix = digestInfo[this.#signature.hash];
    return prefix !== undefined && Buffer.compare(info, Buffer.concat([Buffer.from(prefix, 'hex'), digest])) === 0;
  }

  #byEd25519(digest: Uint8Array): boolean {
    const { algorithm, integers } = this.#signature;
    if (algorithm === 27) return verify(null, digest, this.#key, integers.subarray(0, 64));
    const first = integerAt(integers, 0);
    const second = integerAt(integers, first.end);
    return verify(null, digest, this.#key, Buffer.concat([padded(first.value, 32), padded(second.value, 32)]));
  }
}

/** What stands before a digest in a signature (RFC 8017, 9.2, note 1). */
const digestInfo: Readonly<Record<string, string>> = {
  sha1: '3021300906052b0e03021a05000414',
  sha224: '302d300d06096086480165030402040500041c',
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

/** Integers come without the zeros before them. */
function padded(bytes: Uint8Array, size: number): Uint8Array {
  return bytes.length >= size ? bytes : Buffer.concat([Buffer.alloc(size - bytes.length), bytes]);
}
