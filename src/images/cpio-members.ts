// The members of cpio archives. https://docs.kernel.org/driver-api/early-userspace/buffer-format.html, and for odc
// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_07

import { Bytes } from './bytes.ts';
import { type CpioVariant, cpioVariant } from './cpio-archive.ts';
import { ImageError } from './image-error.ts';
import type { Sequence } from './sequence.ts';

export interface CpioMember {
  readonly variant: CpioVariant;
  readonly name: string;
  /** Type and permissions, as stat(2) has them. */
  readonly mode: number;
  /** Of its data, in bytes. */
  readonly size: number;
}

/** The header's length, where mode, size of the data and length of the name stand in it, and of what numbers. */
interface Layout {
  readonly header: number;
  readonly mode: number;
  readonly size: number;
  readonly name: number;
  readonly digits: { readonly base: 8 | 16; readonly name: number; readonly mode: number; readonly size: number };
  readonly alignment: number;
}

const newc: Layout = {
  ...{ header: 110, mode: 14, size: 54, name: 94, alignment: 4 },
  digits: { base: 16, name: 8, mode: 8, size: 8 },
};
const odc: Layout = {
  ...{ header: 76, mode: 18, size: 65, name: 59, alignment: 1 },
  digits: { base: 8, name: 6, mode: 6, size: 11 },
};
const layouts: Readonly<Record<CpioVariant, Layout>> = { newc, crc: newc, odc };

/** PATH_MAX; Linux passes over members with longer names. */
const LONGEST_NAME = 4096;

/**
 * Reads the header of the member that begins at the sequence's position, and passes over its data.
 * @returns undefined where the archive ends with its trailer. Throws ImageError where it is damaged or cut off
 */
export async function nextMember(sequence: Sequence): Promise<CpioMember | undefined> {
  const magic = await sequence.read(6);
  const variant = cpioVariant(new Bytes(magic));
  if (!variant) throw new ImageError(magic.length < 6 ? 'it ends without a trailer' : 'a member has no header');
  const layout = layouts[variant];
  const head = new Bytes(await sequence.read(layout.header - 6));
  if (head.length < layout.header - 6) throw new ImageError('it ends in the midst of a header');
  const [mode, size, length] = (['mode', 'size', 'name'] as const).map((field) => {
    const text = head.text(layout[field] - 6, layout.digits[field]);
    const digits = layout.digits.base === 16 ? /^[0-9a-f]+$/i : /^[0-7]+$/;
    if (text.length !== layout.digits[field] || !digits.test(text)) throw new ImageError('a header has no numbers');
    return Number.parseInt(text, layout.digits.base);
  }) as [number, number, number];
  if (length === 0 || length > LONGEST_NAME) throw new ImageError(`a name has ${length} bytes`);
  const name = await sequence.read(length);
  if (name.length < length) throw new ImageError('it ends in the midst of a name');
  await sequence.skip(padding(layout.header + length, layout.alignment));
  const text = Buffer.from(name.subarray(0, -1)).toString('utf8');
  if (text === 'TRAILER!!!') return undefined;
  const start = sequence.position;
  await sequence.skip(size);
  if (sequence.position - start < size) throw new ImageError(`it ends in the midst of ${text}`);
  await sequence.skip(padding(size, layout.alignment));
  return { variant, name: text, mode, size };
}

const padding = (length: number, alignment: number) => (alignment - (length % alignment)) % alignment;
