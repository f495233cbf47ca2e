import type { Random } from './random.ts';

/** Headers lie in the first bytes, and are changed more often than what follows. */
const headBytes = 600;

/**
 * `seed` with up to eight changes: bytes of all kinds, numbers at their limits, pieces moved; once in a while it is cut
 * off. @param heads where its headers begin, in bytes
 */
export function damage(seed: Uint8Array, random: Random, heads: readonly number[] = [0]): Buffer {
  const bytes = Buffer.from(seed);
  for (let changes = 1 + random.below(8); changes > 0; changes--) {
    const head = random.of(heads);
    const at =
      random.below(3) === 0
        ? random.below(bytes.length)
        : head + random.below(Math.min(bytes.length - head, headBytes));
    const left = Math.min(4, bytes.length - at);
    const how = random.below(4);
    if (how < 2) bytes[at] = random.below(256);
    else if (how === 2) bytes.fill(random.of([0, 0xff, 0x7f, 0x30]), at, at + left);
    else bytes.copyWithin(at, random.below(bytes.length), random.below(bytes.length));
  }
  return random.below(10) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes;
}
