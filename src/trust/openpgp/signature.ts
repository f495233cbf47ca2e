// Signatures of files. https://www.rfc-editor.org/rfc/rfc9580#section-5.2.3

import { createHash, type KeyObject, publicDecrypt, verify } from 'node:crypto';
import { integerAt, newLength, number, readPackets } from './packets.ts';

export interface Signature {
  /** The last 16 hexadecimal digits, or all, of the fingerprint of the key that it says it is by. */
  readonly issuer: string;
  readonly hash: string;
  /** What is hashed behind the file. */
  readonly trailer: Uint8Array;
  /** The algorithm's number, and its integers. */
  readonly algorithm: number;
  readonly integers: Uint8Array;
}

const signaturePacket = 2;
/** Of a file as it is, and of a text. */
const kinds: ReadonlySet<number | undefined> = new Set([0, 1]);
/** SHA-1 is broken, and is none of them. */
const hashes: Readonly<Record<number, string>> = { 8: 'sha256', 9: 'sha384', 10: 'sha512', 11: 'sha224' };
const [issuerKeyId, issuerFingerprint] = [16, 33];

/** The signatures of version 4 in a file that is not armored. Never throws. */
export function readSignatures(bytes: Uint8Array): Signature[] {
  return readPackets(bytes).flatMap(({ type, body }) => (type === signaturePacket ? (signatureOf(body) ?? []) : []));
}

function signatureOf(body: Uint8Array): Signature | undefined {
  const [version, kind, algorithm = 0, hashNumber = 0] = body;
  const hash = hashes[hashNumber];
  const hashedEnd = 6 + number(body, 4, 2);
  const unhashedEnd = hashedEnd + 2 + number(body, hashedEnd, 2);
  if (version !== 4 || !kinds.has(kind) || hash === undefined || unhashedEnd + 2 > body.length) return undefined;
  const issuer = issuerIn(body.subarray(6, hashedEnd)) ?? issuerIn(body.subarray(hashedEnd + 2, unhashedEnd));
  // A key id has eight bytes.
  if (issuer === undefined || issuer.length < 16) return undefined;
  const end = Buffer.from([4, 0xff, 0, 0, 0, 0]);
  end.writeUInt32BE(hashedEnd, 2);
  const trailer = Buffer.concat([body.subarray(0, hashedEnd), end]);
  return { issuer, hash, trailer, algorithm, integers: body.subarray(unhashedEnd + 2) };
}

function issuerIn(area: Uint8Array): string | undefined {
  let found: string | undefined;
  for (let at = 0; at < area.length; ) {
    const length = newLength(area, at);
    if (!length || length.size === 0 || length.start + length.size > area.length) return found;
    const end = length.start + length.size;
    const kind = area[length.start]! & 0x7f;
    const hex = (from: number) => Buffer.from(area.subarray(from, end)).toString('hex').toUpperCase();
    if (kind === issuerKeyId) found ??= hex(length.start + 1);
    // The first byte is the version of the key.
    if (kind === issuerFingerprint) found = hex(length.start + 2);
    at = end;
  }
  return found;
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
  sha224: '302d300d06096086480165030402040500041c',
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

/** Integers come without the zeros before them. */
function padded(bytes: Uint8Array, size: number): Uint8Array {
  return bytes.length >= size ? bytes : Buffer.concat([Buffer.alloc(size - bytes.length), bytes]);
}
