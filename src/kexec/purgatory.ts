// The parameters of purgatory.s: what it checks, and what it then starts.

import { createHash } from 'node:crypto';
import { pageSize } from './page.ts';
import { purgatoryCode } from './purgatory-code.ts';

/** Where the parameters lie in the code. */
const at = {
  entry: 0x08,
  parameters: 0x10,
  eax: 0x18,
  ebx: 0x1c,
  flags: 0x20,
  port: 0x24,
  divisor: 0x26,
  backup: 0x28,
  digest: 0x40,
  lastBlock: 0x60,
  regions: 0xa0,
  digits: 0x1a0,
} as const;

const flag = { leaveLongMode: 1, skipCheck: 2, serial: 4, vga: 8 } as const;

const blockSize = 64;
const baudBase = 115_200;

/** How much memory the purgatory takes: a page of code, and one of stack. */
export const purgatorySize = 2 * pageSize;

/** How the loaded kernel is entered. */
export type Start =
  /** In 64-bit mode, with `parameters` (of the boot protocol) in rsi. */
  | { readonly mode: 64; readonly entry: number; readonly parameters: number }
  /** In 32-bit protected mode without paging, with `parameters` in esi. */
  | {
      readonly mode: 32;
      readonly entry: number;
      readonly parameters: number;
      readonly eax: number;
      readonly ebx: number;
    };

/** Where the purgatory says what it does. */
export interface PurgatoryConsole {
  /** The first I/O port of a 16550, 0x3f8 for COM1. */
  readonly serial?: number;
  /** Its speed; the line is left as it is where none is given. */
  readonly baud?: number;
  /** The text screen of a VGA. */
  readonly vga?: boolean;
}

export interface PurgatoryOptions {
  readonly start: Start;
  /** What is hashed, in this order: bytes and the physical address at which they will lie, with zeros behind them. */
  readonly regions: readonly { readonly address: number; readonly bytes: Uint8Array }[];
  /** Start without a look at the digest. */
  readonly skipCheck?: boolean;
  readonly console?: PurgatoryConsole;
  /** Memory that is copied before the kernel starts, because that is going to use it. */
  readonly backup?: { readonly from: number; readonly to: number; readonly size: number };
  /** Where 16 hexadecimal digits are written for the address at which the running kernel can be returned to. */
  readonly digits?: number;
}

/** The purgatory's bytes, for the start of {@link purgatorySize} of memory. Addresses and sizes are in bytes. */
export function makePurgatory({
  start,
  regions,
  skipCheck,
  console = {},
  backup,
  digits = 0,
}: PurgatoryOptions): Buffer {
  const code = Buffer.from(purgatoryCode, 'base64');
  code.writeBigUInt64LE(BigInt(start.entry), at.entry);
  code.writeBigUInt64LE(BigInt(start.parameters), at.parameters);
  if (start.mode === 32) {
    code.writeUInt32LE(start.eax, at.eax);
    code.writeUInt32LE(start.ebx, at.ebx);
  }
  const { serial, baud, vga } = console;
  const flags =
    (start.mode === 32 ? flag.leaveLongMode : 0) |
    (skipCheck ? flag.skipCheck : 0) |
    (serial === undefined ? 0 : flag.serial) |
    (vga ? flag.vga : 0);
  code.writeUInt32LE(flags, at.flags);
  if (serial !== undefined) code.writeUInt16LE(serial, at.port);
  if (baud !== undefined) code.writeUInt16LE(baudBase / baud, at.divisor);
  for (const [index, value] of [backup?.from ?? 0, backup?.to ?? 0, backup?.size ?? 0].entries())
    code.writeBigUInt64LE(BigInt(value), at.backup + index * 8);
  code.writeBigUInt64LE(BigInt(digits), at.digits);
  if (!skipCheck) writeDigest(code, regions);
  return code;
}

function writeDigest(code: Buffer, regions: PurgatoryOptions['regions']): void {
  const hash = createHash('sha256');
  let total = 0;
  let position: number = at.regions;
  for (const { address, bytes } of regions) {
    if (bytes.length === 0) continue;
    // What lies between the last byte and the end of its page is zero.
    const padding = -bytes.length & (blockSize - 1);
    hash.update(bytes).update(Buffer.alloc(padding));
    const size = bytes.length + padding;
    total += size;
    code.writeBigUInt64LE(BigInt(address), position);
    code.writeBigUInt64LE(BigInt(size), position + 8);
    position += 16;
  }
  hash.digest().copy(code, at.digest);
  code.writeUInt8(0x80, at.lastBlock);
  code.writeBigUInt64BE(BigInt(total) * 8n, at.lastBlock + blockSize - 8);
}
