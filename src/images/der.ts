// ASN.1 in its distinguished encoding, as far as certificates need it. ITU-T X.690

/** One value. */
export interface Der {
  /** Identifier octet: class, whether it is constructed, number. */
  readonly tag: number;
  readonly content: Uint8Array;
  /** With its tag and length. */
  readonly whole: Uint8Array;
}

export const SEQUENCE = 0x30;
export const SET = 0x31;
export const INTEGER = 0x02;
export const OID = 0x06;
/** The tag of a constructed value that is tagged for its context. */
export const context = (number: number) => 0xa0 + number;

const MAX_VALUES = 1000;

/** The values that `bytes` are one behind the other; what is damaged ends the list. */
export function derValues(bytes: Uint8Array): Der[] {
  const values: Der[] = [];
  for (let at = 0; at < bytes.length && values.length < MAX_VALUES; ) {
    const start = at;
    const tag = bytes[at++]!;
    let length = bytes[at++] ?? 0;
    if (length >= 0x80) {
      // No more bytes than make a number below 2**32.
      const count = length & 0x7f;
      if (count === 0 || count > 4) break;
      length = 0;
      for (let index = 0; index < count; index++) length = length * 256 + (bytes[at++] ?? 0);
    }
    if (at + length > bytes.length) break;
    values.push({ tag, content: bytes.subarray(at, at + length), whole: bytes.subarray(start, at + length) });
    at += length;
  }
  return values;
}

/** The values inside the first of `bytes`, where that is of the type `tag`; none otherwise. */
export function derInside(bytes: Uint8Array | undefined, tag: number): Der[] {
  const first = bytes && derValues(bytes)[0];
  return first?.tag === tag ? derValues(first.content) : [];
}

/** An object identifier, `2.5.4.3`. */
export function derOid({ content }: Der): string {
  const numbers: number[] = [];
  let number = 0;
  for (const byte of content) {
    number = number * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (numbers.length === 0)
      numbers.push(...(number < 80 ? [Math.floor(number / 40), number % 40] : [2, number - 80]));
    else numbers.push(number);
    number = 0;
  }
  return numbers.join('.');
}

/** A character string of whatever type. */
export function derText({ tag, content }: Der): string {
  // BMPString has two bytes for each character.
  const wide = content.subarray(0, content.length & ~1);
  const text = tag === 0x1e ? Buffer.from(wide).swap16().toString('utf16le') : Buffer.from(content).toString('utf8');
  return text.replace(/[\x00-\x1f\x7f]/g, '?');
}
