// Whether a file is what its signature says, by keys that somebody trusts. The libraries for that keep a file of which the
// signature lies beside it in memory, and a disc image is larger than that.

import { unarmored } from './armor.ts';
import type { PublicKey } from './keys.ts';
import { readSignatures, Verification } from './signature.ts';

export interface Verdict {
  /** `unknown`: by a key that is not among those given. `none`: there is no signature that can be read. */
  readonly kind: 'good' | 'bad' | 'unknown' | 'none';
  /** The fingerprint of the key, or as much of it as is known; empty where there is no signature. */
  readonly key: string;
}

/**
 * One good signature is enough. Throws what `feed` throws.
 * @param signature armored or not, of one or more keys
 * @param feed hands over the signed file, piece by piece; it is not called where no key is known
 */
export async function checkSignature(
  signature: Uint8Array,
  keys: readonly PublicKey[],
  feed: (take: (bytes: Uint8Array) => void) => Promise<void>,
): Promise<Verdict> {
  const signatures = readSignatures(unarmored(signature));
  const known = signatures.flatMap((one) =>
    keys
      .filter(({ fingerprint }) => fingerprint.endsWith(one.issuer))
      .map(({ fingerprint, key }) => ({ fingerprint, verification: new Verification(one, key) })),
  );
  if (known.length === 0) {
    const [first] = signatures;
    return first ? { kind: 'unknown', key: first.issuer } : { kind: 'none', key: '' };
  }
  await feed((bytes) => {
    for (const { verification } of known) verification.update(bytes);
  });
  const ends = known.map(({ fingerprint, verification }) => ({ fingerprint, isGood: verification.end() }));
  const good = ends.find(({ isGood }) => isGood);
  return good ? { kind: 'good', key: good.fingerprint } : { kind: 'bad', key: ends[0]!.fingerprint };
}
