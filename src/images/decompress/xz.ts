// xz. https://tukaani.org/xz/xz-file-format.txt

import { crc32 } from 'node:zlib';
import { Bytes } from '../bytes.ts';
import { ImageError } from '../image-error.ts';
import type { Source } from '../source.ts';
import { arm64Branches, type BranchFilter, x86Branches } from './branches.ts';
import { damaged, Input } from './input.ts';
import { lzma2 } from './lzma2.ts';
import { newCheck } from './xz-check.ts';

const MAGIC = '\xfd7zXZ\0';
const LZMA2 = 0x21;
const branchFilters: Readonly<Record<number, () => BranchFilter>> = { 4: x86Branches, 10: arm64Branches };

/** One stream; what follows it is not looked at. */
export async function* xz(source: Source): AsyncGenerator<Uint8Array, number> {
  const input = new Input(source);
  const header = new Bytes(Uint8Array.from(await input.take(12)));
  if (!header.has(MAGIC) || header.u32(8) !== crc32(header.slice(6, 2))) throw damaged();
  let blocks = 0;
  for (;;) {
    const start = input.position;
    const size = await input.u8();
    if (size === 0) {
      await readIndex(input, start, blocks);
      return input.position;
    }
    yield* block(input, new Bytes(Uint8Array.from([size, ...(await input.take(size * 4 + 3))])), header.u8(7), start);
    blocks++;
  }
}

async function* block(input: Input, header: Bytes, kind: number, start: number): AsyncGenerator<Uint8Array, void> {
  const end = header.length - 4;
  if (header.u32(end) !== crc32(header.slice(0, end))) throw damaged();
  const { dictionary, branches } = filters(header);
  const check = await newCheck(kind);
  const content = lzma2(input, dictionary);
  for await (const chunk of branches ? filtered(content, branches) : content) {
    check.update(chunk);
    yield chunk;
  }
  await input.take((start - input.position) & 3);
  if (Buffer.compare(await input.take(check.size), check.digest()) !== 0) throw damaged();
}

/** The sizes that the header may have are passed over: the chunks of LZMA2 say the same. */
function filters(header: Bytes): { dictionary: number; branches: BranchFilter | undefined } {
  const flags = header.u8(1);
  let at = 2;
  for (const flag of [0x40, 0x80]) if (flags & flag) number();
  const found: { id: number; size: number; at: number }[] = [];
  for (let left = (flags & 3) + 1; left > 0; left--) {
    const filter = { id: number(), size: number(), at };
    at += filter.size;
    found.push(filter);
  }
  const last = found.pop()!;
  const [first, ...more] = found;
  if (last.id !== LZMA2 || last.size !== 1 || header.u8(last.at) > 39) throw unknown(last.id);
  const branches = first && branchFilters[first.id];
  if (first && (!branches || first.size !== 0 || more.length > 0)) throw unknown(first.id);
  return { dictionary: header.u8(last.at), branches: branches?.() };

  function number(): number {
    let value = 0;
    for (let shift = 0; shift < 9; shift++) {
      const byte = header.u8(at++);
      value += (byte & 0x7f) * 2 ** (7 * shift);
      if (byte < 0x80) break;
    }
    return value;
  }
}

function unknown(id: number): ImageError {
  return new ImageError(`it was compressed with a filter of xz (${id}) that baton does not know`);
}

async function* filtered(content: AsyncGenerator<Uint8Array, void>, filter: BranchFilter): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array();
  let position = 0;
  for await (const chunk of content) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const done = filter(bytes, position);
    if (done > 0) yield bytes.subarray(0, done);
    rest = bytes.subarray(done);
    position += done;
  }
  if (rest.length > 0) yield rest;
}

/** Behind the blocks: their sizes once more, and a footer. */
async function readIndex(input: Input, start: number, blocks: number): Promise<void> {
  if ((await number()) !== blocks) throw damaged();
  for (let left = blocks * 2; left > 0; left--) await number();
  await input.take((start - input.position) & 3);
  await input.take(4);
  const footer = new Bytes(await input.take(12));
  if (!footer.has('YZ', 10)) throw damaged();

  async function number(): Promise<number> {
    let value = 0;
    for (let shift = 0; shift < 9; shift++) {
      const byte = await input.u8();
      value += (byte & 0x7f) * 2 ** (7 * shift);
      if (byte < 0x80) break;
    }
    return value;
  }
}
