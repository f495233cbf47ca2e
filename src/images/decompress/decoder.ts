import type { Source } from '../source.ts';

/**
 * Decompresses what begins at the source's start, in pieces of at most some MiB that are the consumer's to keep, and
 * returns how many bytes of the source it was. The consumer stops where it has seen enough: how much comes out is not
 * bounded. Throws ImageError for damage, and what the source throws.
 */
export type Decoder = (source: Source) => AsyncGenerator<Uint8Array, number>;
