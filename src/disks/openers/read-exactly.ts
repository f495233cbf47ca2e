import type { Source } from 'blkid-parse';
import { Bytes } from '../../blkid-parse/bytes.ts';

/**
 * `length` bytes of `source` at `offset`; undefined where it does not have them all, or `length` is more than 16 MiB.
 * Raises what the source raises.
 */
export async function readExactly(source: Source, offset: number, length: number): Promise<Bytes | undefined> {
  if (!Number.isSafeInteger(offset) || offset < 0 || length < 0 || length > 2 ** 24) return undefined;
  if (offset + length > source.size) return undefined;
  const bytes = await source.read(offset, length);
  return bytes.length === length ? new Bytes(bytes) : undefined;
}
