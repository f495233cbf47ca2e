// Signatures that lie beside a disc image: of the image itself, or of the checksums that it has to have.

import type { Volume } from './entry/volume.ts';
import { LoadError } from './kexec/load-error.ts';
import { type Checksum, checksumIn, findSignature, longestChecksumFile } from './trust/checksum-file.ts';
import { cleartextOf } from './trust/openpgp/armor.ts';
import { checkSignature } from './trust/openpgp/check.ts';
import type { PublicKey } from './trust/openpgp/keys.ts';

export interface Signed {
  readonly volume: Volume;
  /** Paths on the volume. */
  readonly image: string;
  readonly checksum?: Checksum | undefined;
  readonly keys: readonly PublicKey[];
  /** Hands over the image, piece by piece. */
  feed(take: (bytes: Uint8Array) => void): Promise<void>;
  /** Tells what was found, and what was not. */
  say(text: string): void;
}

/** Raises LoadError where a signature is wrong. @returns whether the image itself has a good one */
export async function checkSignatures(signed: Signed): Promise<boolean> {
  const { volume, image, checksum } = signed;
  if (checksum) {
    const bytes = (await volume.read(checksum.from, longestChecksumFile)) ?? new Uint8Array();
    const text = cleartextOf(bytes);
    const own = text && { signature: text.signature, path: checksum.from };
    const beside = await signatureOf(volume, checksum.from);
    if (own ?? beside) {
      const what = text?.signed ?? bytes;
      await check(signed, (own ?? beside)!, checksum.from, async (take) => take(what));
      // What stands outside of the signed text is nobody's.
      if (text && signed.keys.length > 0) requireSame(checksum, Buffer.from(text.signed).toString('latin1'), image);
    }
  }
  const found = await signatureOf(volume, image);
  return found !== undefined && (await check(signed, found, image, signed.feed));
}

interface Found {
  readonly path: string;
  readonly signature: Uint8Array;
}

async function signatureOf(volume: Volume, of: string): Promise<Found | undefined> {
  const path = await findSignature(volume, of);
  const signature = path === undefined ? undefined : await volume.read(path, longestChecksumFile);
  return path !== undefined && signature ? { path, signature } : undefined;
}

async function check(
  { keys, say }: Signed,
  { path, signature }: Found,
  of: string,
  feed: Signed['feed'],
): Promise<boolean> {
  if (keys.length === 0) {
    say(`${path} has a signature, which is not checked: no keyring is named in the setting keys`);
    return false;
  }
  const { kind, key, end } = await checkSignature(signature, keys, feed);
  switch (kind) {
    case 'good':
      say(`${of} is signed by the key ${key}${hasEnded(end) ? `, which has ended since, on ${day(end)}` : ''}`);
      return true;
    case 'late':
      throw new LoadError(
        `${of} is signed by the key ${key} after its end, which was on ${day(end)}. Name a keyring in which it was prolonged, or fetch the image anew.`,
      );
    case 'revoked':
      throw new LoadError(
        `${of} is signed by the key ${key}, which its owner has revoked: anybody may have signed it. Fetch an image that is signed by another one.`,
      );
    case 'bad':
      throw new LoadError(`${of} is not what was signed: ${path} is wrong for it, by the key ${key}. Fetch both anew.`);
    case 'unknown':
      say(`${path} is by the key ${key}, which is in no keyring of the setting keys: it is not checked`);
      return false;
    case 'none':
      say(`${path} has no signature of a kind that can be checked`);
      return false;
  }
}

function hasEnded(end: number | undefined): end is number {
  return end !== undefined && end <= Date.now() / 1000;
}

function day(end = 0): string {
  return new Date(end * 1000).toISOString().slice(0, 10);
}

function requireSame({ hex, from }: Checksum, signed: string, image: string): void {
  const name = image.slice(image.lastIndexOf('/') + 1);
  if (checksumIn(signed, name, false)?.hex !== hex)
    throw new LoadError(`The checksum of ${image} stands outside of what is signed in ${from}. Fetch that file anew.`);
}
