// The branch filters of xz: in machine code the targets of calls, made absolute for the compressor, become relative again.
// https://github.com/tukaani-project/xz/tree/master/src/liblzma/simple

/**
 * Undoes a filter in place.
 * @param position of the first byte in the whole content
 * @returns how many bytes are done; the others, fewer than sixteen, need those behind them
 */
export type BranchFilter = (bytes: Uint8Array, position: number) => number;

/** By which of the last three bytes could have been an opcode: how far before the highest byte the nearest's lies. */
const NEARNESS: readonly (number | undefined)[] = [0, 1, 2, undefined, 3];

/** CALL and JMP, of whose four bytes the highest is 0 or 255; what could be part of another such is left alone. */
export function x86Branches(): BranchFilter {
  // Which of the last three bytes could have been an opcode and were left: the newest in bit 0.
  let mask = 0;
  return (bytes, position) => {
    const view = viewOf(bytes);
    let at = 0;
    for (; at + 5 <= bytes.length; at++) {
      if ((bytes[at]! & 0xfe) !== 0xe8) {
        mask = (mask << 1) & 7;
        continue;
      }
      const near = NEARNESS[mask];
      if (near === undefined || (mask !== 0 && isHigh(bytes[at + 4 - near]!)) || !isHigh(bytes[at + 4]!)) {
        mask = ((mask << 1) | 1) & 7;
        continue;
      }
      view.setInt32(at + 1, relative(view.getInt32(at + 1, true), position + at + 5, near * 8), true);
      at += 4;
      mask = 0;
    }
    return at;
  };
}

const isHigh = (byte: number) => byte === 0 || byte === 0xff;

/** The compressor went on until the byte `bits` below the highest was no 0 or 255, and so it is undone. */
function relative(absolute: number, position: number, bits: number): number {
  let difference = (absolute - position) | 0;
  while (bits !== 0 && isHigh((difference >>> (24 - bits)) & 0xff))
    difference = ((difference ^ (2 ** (32 - bits) - 1)) - position) | 0;
  // The sign is in bit 24.
  return (difference << 7) >> 7;
}

/** BL, and ADRP where it reaches no further than 512 MiB. */
export function arm64Branches(): BranchFilter {
  return (bytes, position) => {
    const view = viewOf(bytes);
    let at = 0;
    for (; at + 4 <= bytes.length; at += 4) {
      const instruction = view.getInt32(at, true);
      if (instruction >>> 26 === 0x25) {
        const words = instruction - Math.floor((position + at) / 4);
        view.setInt32(at, 0x94000000 | (words & 0x03ff_ffff), true);
      } else if ((instruction & 0x9f000000) >>> 0 === 0x90000000) {
        const pages = ((instruction >>> 29) & 3) | ((instruction >>> 3) & 0x1f_fffc);
        if ((pages + 0x2_0000) & 0x1c_0000) continue;
        const near = pages - Math.floor((position + at) / 4096);
        const sign = near & 0x2_0000 ? 0xe0_0000 : 0;
        const moved = (instruction & 0x9000001f) | ((near & 3) << 29) | ((near & 0x3_fffc) << 3) | sign;
        view.setInt32(at, moved, true);
      }
    }
    return at;
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
