// Public keys. https://www.rfc-editor.org/rfc/rfc9580#section-5.5.2

import { createPublicKey, type KeyObject } from 'node:crypto';
import { unarmored } from './armor.ts';
import { endOf, fingerprintOf, first, readKeyrings } from './key-end.ts';
import { integerAt } from './packets.ts';

export interface PublicKey {
  /** In hexadecimal, in capital letters. */
  readonly fingerprint: string;
  readonly key: KeyObject;
  /** When it ends, by what its owner says of it, in seconds since 1970. */
  readonly end?: number;
  /** Whether its owner has taken it back, and somebody else may have it. */
  readonly revoked?: true;
}

/** The curve of Ed25519 in the older form of its keys. */
const ed25519 = Buffer.from('2b06010401da470f01', 'hex');

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/**
 * The keys of a keyring, armored or not: RSA and Ed25519, of version 4. All of them are there because somebody has put
 * them into the file; what they say of their own end is looked at, and what others say of them is not. Never throws.
 */
export function readKeys(bytes: Uint8Array): PublicKey[] {
  const keys: PublicKey[] = [];
  for (const { primary, subkeys } of readKeyrings(unarmored(bytes))) {
    const key = keyOf(primary.body);
    const owner = key && endOf(primary, primary, key);
    if (key && owner) keys.push({ fingerprint: fingerprintOf(primary.body), key, ...owner });
    for (const subkey of subkeys) {
      const own = keyOf(subkey.body);
      if (!own) continue;
      const ends = [owner ?? {}, key ? endOf(subkey, primary, key) : {}];
      keys.push({ fingerprint: fingerprintOf(subkey.body), key: own, ...first(ends) });
    }
  }
  return keys;
}

function keyOf(body: Uint8Array): KeyObject | undefined {
  if (body[0] !== 4) return undefined;
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
