// Whether a file is what its signature says, by keys that somebody trusts. The libraries for that keep a file of which the
// signature lies beside it in memory, and a disc image is larger than that.

import { unarmored } from './armor.ts';
import type { PublicKey } from './keys.ts';
import { readSignatures, Verification } from './signature.ts';

export interface Verdict {
  /**
   * `late`: made when its key had ended already. `revoked`: by a key that somebody else may have. `unknown`: by a key that
   * is not among those given. `none`: there is no signature that can be read.
   */
  readonly kind: 'good' | 'bad' | 'late' | 'revoked' | 'unknown' | 'none';
  /** The fingerprint of the key, or as much of it as is known; empty where there is no signature. */
  readonly key: string;
  /** When the key ends or has ended, in seconds since 1970. */
  readonly end?: number;
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
      .map((key) => ({ key, created: one.created, verification: new Verification(one, key.key) })),
  );
  if (known.length === 0) {
    const [first] = signatures;
    return first ? { kind: 'unknown', key: first.issuer } : { kind: 'none', key: '' };
  }
  await feed((bytes) => {
    for (const { verification } of known) verification.update(bytes);
  });
  const verdicts = known.map(({ key, created, verification }): Verdict => {
    const { fingerprint, end, revoked } = key;
    const counts = revoked ? 'revoked' : end !== undefined && created >= end ? 'late' : 'good';
    const kind = verification.end() ? counts : 'bad';
    return { kind, key: fingerprint, ...(end === undefined ? {} : { end }) };
  });
  return order.flatMap((wanted) => verdicts.find(({ kind }) => kind === wanted) ?? [])[0]!;
}

/** The first that there is counts. */
const order: readonly Verdict['kind'][] = ['good', 'revoked', 'late', 'bad'];
