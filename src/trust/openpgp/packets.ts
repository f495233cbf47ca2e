// Packets of OpenPGP. https://www.rfc-editor.org/rfc/rfc9580#section-4.2

export interface Packet {
  readonly type: number;
  readonly body: Uint8Array;
}

const mostPackets = 20_000;

/** The packets up to the first one that is not whole, or has no length. Never throws. */
export function readPackets(bytes: Uint8Array): Packet[] {
  const packets: Packet[] = [];
  for (let at = 0; at < bytes.length && packets.length < mostPackets; ) {
    const head = bytes[at]!;
    if ((head & 0x80) === 0) break;
    const isNew = (head & 0x40) !== 0;
    const length = isNew ? newLength(bytes, at + 1) : oldLength(bytes, at + 1, head & 3);
    if (!length || length.start + length.size > bytes.length) break;
    const end = length.start + length.size;
    packets.push({ type: isNew ? head & 0x3f : (head >> 2) & 0x0f, body: bytes.subarray(length.start, end) });
    at = end;
  }
  return packets;
}

interface Length {
  /** Where the body starts. */
  readonly start: number;
  readonly size: number;
}

/** Also of subpackets. Partial lengths are for messages, not for keys and signatures. */
export function newLength(bytes: Uint8Array, at: number): Length | undefined {
  const [first = 255, second = 0] = bytes.subarray(at, at + 2);
  if (first < 192) return { start: at + 1, size: first };
  if (first < 224) return { start: at + 2, size: ((first - 192) << 8) + second + 192 };
  return first === 255 ? { start: at + 5, size: number(bytes, at + 1, 4) } : undefined;
}

function oldLength(bytes: Uint8Array, at: number, kind: number): Length | undefined {
  if (kind === 3) return undefined;
  const width = 2 ** kind;
  return { start: at + width, size: number(bytes, at, width) };
}

/** Big-endian; what is beyond the end counts as zeros. */
export function number(bytes: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let index = 0; index < width; index++) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}

/** A multiprecision integer, and where it ends (section 3.2). */
export function integerAt(bytes: Uint8Array, at: number): { readonly value: Uint8Array; readonly end: number } {
  const end = at + 2 + Math.ceil(number(bytes, at, 2) / 8);
  return { value: bytes.subarray(at + 2, end), end };
}
