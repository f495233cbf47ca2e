// Public keys. https://www.rfc-editor.org/rfc/rfc9580#section-5.5.2

import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { unarmored } from './armor.ts';
import { integerAt, readPackets } from './packets.ts';

export interface PublicKey {
  /** In hexadecimal, in capital letters. */
  readonly fingerprint: string;
  readonly key: KeyObject;
}

/** A public key, and one that belongs to it. */
const [keyPacket, subkeyPacket] = [6, 14];
/** The curve of Ed25519 in the older form of its keys. */
const ed25519 = Buffer.from('2b06010401da470f01', 'hex');

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/**
 * The keys of a keyring, armored or not: RSA and Ed25519, of version 4. All of them count for as long as they are in the
 * file: what they say of their end and of each other is not looked at. Never throws.
 */
export function readKeys(bytes: Uint8Array): PublicKey[] {
  const packets = readPackets(unarmored(bytes)).filter(({ type }) => type === keyPacket || type === subkeyPacket);
  return packets.flatMap(({ body }) => {
    const key = body[0] === 4 ? keyOf(body) : undefined;
    return key ? [{ fingerprint: fingerprintOf(body), key }] : [];
  });
}

function fingerprintOf(body: Uint8Array): string {
  const hash = createHash('sha1').update(Buffer.from([0x99, body.length >> 8, body.length & 0xff]));
  return hash.update(body).digest('hex').toUpperCase();
}

function keyOf(body: Uint8Array): KeyObject | undefined {
  try {
    switch (body[5]) {
      case 1:
      case 3: {
        const modulus = integerAt(body, 6);
        const exponent = integerAt(body, modulus.end);
        const [n, e] = [base64url(modulus.value), base64url(exponent.value)];
        return createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
      }
      case 22: {
        const curve = body.subarray(7, 7 + (body[6] ?? 0));
        const point = integerAt(body, 7 + curve.length).value;
        return Buffer.compare(curve, ed25519) === 0 && point[0] === 0x40 ? ed25519Key(point.subarray(1)) : undefined;
      }
      case 27:
        return ed25519Key(body.subarray(6, 38));
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
}

function ed25519Key(point: Uint8Array): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: base64url(point) }, format: 'jwk' });
}
