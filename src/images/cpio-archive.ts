import type { Bytes } from './bytes.ts';
import type { Format } from './image.ts';

/** The variants of cpio that have text in their headers. Linux unpacks `newc` and `crc`. */
export type CpioVariant = 'newc' | 'crc' | 'odc';

/** An initrd that is not compressed, or begins with what is not. */
export interface CpioArchive {
  readonly format: 'cpio';
  readonly variant: CpioVariant;
}

/** The headers' first bytes. */
const magics: Readonly<Record<CpioVariant, string>> = { newc: '070701', crc: '070702', odc: '070707' };

export function cpioVariant(head: Bytes): CpioVariant | undefined {
  const names = Object.keys(magics) as CpioVariant[];
  return names.find((name) => head.has(magics[name]));
}

export const cpioArchive: Format = {
  name: 'cpio',
  recognise: (_, head) => {
    const variant = cpioVariant(head);
    return variant && { format: 'cpio', variant };
  },
};
