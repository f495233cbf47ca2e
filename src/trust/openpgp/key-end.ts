// What keys say of their own end. https://www.rfc-editor.org/rfc/rfc9580#section-5.2.1 and #section-5.2.4

import { createHash, type KeyObject } from 'node:crypto';
import { type Packet, readPackets } from './packets.ts';
import { type Signature, signatureOf, signaturePacket, Verification } from './signature.ts';

/** A key, and the signatures that follow it, each with the user id that it is of as well, if it is of one. */
export interface SignedKey {
  readonly body: Uint8Array;
  readonly signatures: { readonly signature: Signature; readonly user: Uint8Array | undefined }[];
}

export interface Keyring {
  readonly primary: SignedKey;
  readonly subkeys: SignedKey[];
}

export interface End {
  /** In seconds since 1970. */
  readonly end?: number;
  readonly revoked?: true;
}

const [keyPacket, subkeyPacket, userPacket] = [6, 14, 13];
/** A user id of the key, the key itself, and a subkey of it. */
const [users, direct, binding] = [new Set([0x10, 0x11, 0x12, 0x13]), 0x1f, 0x18];
/** Of the key, and of a subkey. */
const revocations = new Set([0x20, 0x28]);
/** The key was replaced, or is used no more: what was signed before is still good. */
const soft = new Set([1, 3]);

/** The keys of a file that is not armored, each with its subkeys. Never throws. */
export function readKeyrings(bytes: Uint8Array): Keyring[] {
  const keyrings: Keyring[] = [];
  let current: SignedKey | undefined;
  let user: Uint8Array | undefined;
  for (const { type, body } of readPackets(bytes)) {
    const ring = keyrings.at(-1);
    if (type === userPacket) user = body;
    else if (type === signaturePacket) note(current, body, user);
    else if (type === keyPacket || (type === subkeyPacket && ring)) {
      current = { body, signatures: [] };
      user = undefined;
      if (type === keyPacket) keyrings.push({ primary: current, subkeys: [] });
      else ring?.subkeys.push(current);
    }
  }
  return keyrings;
}

function note(key: SignedKey | undefined, body: Packet['body'], user: Uint8Array | undefined): void {
  const signature = signatureOf(body);
  if (signature) key?.signatures.push({ signature, user });
}

/**
 * What the owner says of the end of `of`, which is `primary` or a subkey of it.
 * @param key the primary one
 */
export function endOf(of: SignedKey, primary: SignedKey, key: KeyObject): End {
  const own = of.signatures.filter((one) => isByOwner(one, of, primary, key)).map(({ signature }) => signature);
  // What was said last counts.
  const last = own
    .filter(({ kind }) => !revocations.has(kind))
    .reduce<Signature | undefined>((latest, one) => (latest && latest.created > one.created ? latest : one), undefined);
  const ends = own
    .filter(({ kind }) => revocations.has(kind))
    .map(({ reason, created }): End => (soft.has(reason) ? { end: created } : { revoked: true }));
  if (last && last.keyLifetime > 0) ends.push({ end: createdAt(of.body) + last.keyLifetime });
  return first(ends);
}

/** The end that comes first. */
export function first(ends: readonly End[]): End {
  const times = ends.flatMap(({ end }) => end ?? []);
  return {
    ...(times.length > 0 ? { end: Math.min(...times) } : {}),
    ...(ends.some(({ revoked }) => revoked) ? { revoked: true } : {}),
  };
}

function createdAt(body: Uint8Array): number {
  return Buffer.from(body).readUInt32BE(1);
}

/** Keyrings from servers of keys have signatures in them that anybody has put there. */
function isByOwner(
  { signature, user }: SignedKey['signatures'][number],
  of: SignedKey,
  primary: SignedKey,
  key: KeyObject,
): boolean {
  const { kind } = signature;
  const isSubkey = of !== primary;
  const ofUser = users.has(kind) && user !== undefined;
  const fits = isSubkey ? kind === binding || kind === 0x28 : kind === direct || kind === 0x20 || ofUser;
  if (!fits || !fingerprintOf(primary.body).endsWith(signature.issuer)) return false;
  const verification = new Verification(signature, key);
  verification.update(hashedKey(primary.body));
  if (isSubkey) verification.update(hashedKey(of.body));
  if (ofUser) verification.update(hashed(0xb4, 4, user));
  return verification.end();
}

/** Of a key of version 4, in hexadecimal, in capital letters (section 5.5.4.2). */
export function fingerprintOf(body: Uint8Array): string {
  return createHash('sha1').update(hashedKey(body)).digest('hex').toUpperCase();
}

function hashedKey(body: Uint8Array): Uint8Array {
  return hashed(0x99, 2, body);
}

function hashed(tag: number, width: 2 | 4, body: Uint8Array): Uint8Array {
  const head = Buffer.alloc(1 + width);
  head[0] = tag;
  head.writeUIntBE(width === 2 ? body.length & 0xffff : body.length, 1, width);
  return Buffer.concat([head, body]);
}
