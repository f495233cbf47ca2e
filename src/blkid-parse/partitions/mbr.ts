import type { Bytes } from '../bytes.ts';

/** One of the four entries of a master or extended boot record; places in sectors. */
export interface MbrEntry {
  /** 0x80 for the active partition, else 0. */
  readonly boot: number;
  readonly type: number;
  readonly start: number;
  readonly size: number;
}

/** Types of an MBR that say how to read on. */
export const protective = 0xee;
export const isExtended = ({ type }: MbrEntry): boolean => type === 0x05 || type === 0x0f || type === 0x85;

/** The four entries of a boot record of 512 bytes, or undefined where its signature is missing. */
export function mbrEntries(sector: Bytes): MbrEntry[] | undefined {
  if (!sector.has('\x55\xaa', 510)) return undefined;
  return [446, 462, 478, 494].map((at) => ({
    boot: sector.u8(at),
    type: sector.u8(at + 4),
    start: sector.u32le(at + 8),
    size: sector.u32le(at + 12),
  }));
}
