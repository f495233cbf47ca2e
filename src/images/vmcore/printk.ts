// The messages of a kernel in its memory: the ring buffer of Linux 5.10 and later, which has a ring of descriptors, one
// of facts on the same messages (printk_info), and one of their texts.
// https://github.com/torvalds/linux/blob/v5.10/kernel/printk/printk_ringbuffer.c

import type { Bytes } from '../bytes.ts';
import { ImageError } from '../image-error.ts';
import type { Core } from './core.ts';
import type { Vmcoreinfo } from './vmcoreinfo.ts';

/** One message. */
export interface Message {
  /** Nanoseconds since the kernel started. */
  readonly time: bigint;
  readonly text: Uint8Array;
}

/** The largest ring that `log_buf_len=` is sensible for has 2**26 bytes, and one descriptor for each 32 of them. */
const maxTextBits = 26;
const maxCountBits = 21;
/** As many descriptors are read at once. */
const stride = 1024;
/** The state of a descriptor is in the upper two bits, its number below. */
const numberMask = 2n ** 62n - 1n;
const committed = 1n;
const finalized = 2n;
/** In front of each text stands the number of its descriptor. */
const numberSize = 8;

/** @throws ImageError where there is no such ring in the core */
export async function* readMessages(core: Core, info: Vmcoreinfo): AsyncGenerator<Message> {
  const { descs, infos, count, tail, head, data, sizes, at } = await readRings(core, info);
  const text = data.array;
  // In a ring that is as it should be, no two messages share a byte.
  let left = text.length;
  let descriptors: Bytes | undefined;
  let facts: Bytes | undefined;
  let first = -1;
  const total = Number((head - tail) & numberMask) + 1;
  for (let number = 0; number < Math.min(total, count); number++) {
    const id = (tail + BigInt(number)) & numberMask;
    const index = Number(id % BigInt(count));
    if (first < 0 || index < first || index >= first + stride) {
      first = index - (index % stride);
      const rows = Math.min(stride, count - first);
      descriptors = await core.read(descs + BigInt(first * sizes.desc), rows * sizes.desc);
      facts = await core.read(infos + BigInt(first * sizes.info), rows * sizes.info);
    }
    if (!descriptors || !facts) throw new ImageError('a part of its messages is missing');
    const [row, factRow] = [(index - first) * sizes.desc, (index - first) * sizes.info];
    const state = descriptors.u64Exact(row + at.state);
    const isMessage = state >> 62n === committed || state >> 62n === finalized;
    if (!isMessage || (state & numberMask) !== id) continue;
    const place = (offset: number) => Number(descriptors!.u64Exact(row + at.position + offset) % BigInt(text.length));
    let [begin, next] = [place(at.begin), place(at.next)];
    // A text that would reach beyond the end begins at the front. Without a text both are the same.
    if (begin > next) begin = 0;
    begin += numberSize;
    const length = Math.max(0, Math.min(facts.u16(factRow + at.length), next - begin));
    left -= length;
    if (left < 0) throw new ImageError('its messages overlap');
    yield { time: facts.u64Exact(factRow + at.time), text: text.subarray(begin, begin + length) };
  }
}

async function readRings(core: Core, info: Vmcoreinfo) {
  const known = <T>(value: T | undefined): T => {
    if (value === undefined)
      throw new ImageError('its kernel tells of no message ring as Linux 5.10 and later have it');
    return value;
  };
  const held = <T>(value: T | undefined): T => {
    if (value === undefined) throw new ImageError('its message ring lies outside of what was kept');
    return value;
  };
  const offset = (name: string) => known(info.offset(name));
  const pointer = known(info.symbol('prb'));
  const [descriptorsAt, textAt] = [offset('printk_ringbuffer.desc_ring'), offset('printk_ringbuffer.text_data_ring')];
  const at = {
    state: offset('prb_desc.state_var'),
    position: offset('prb_desc.text_blk_lpos'),
    begin: offset('prb_data_blk_lpos.begin'),
    next: offset('prb_data_blk_lpos.next'),
    time: offset('printk_info.ts_nsec'),
    length: offset('printk_info.text_len'),
  };
  const sizes = { desc: known(info.size('prb_desc')), info: known(info.size('printk_info')) };
  if (Math.max(sizes.desc, sizes.info) > 4096) throw new ImageError('the facts on its message ring make no sense');
  const address = held(await core.read(pointer, 8)).u64Exact(0);
  const ring = held(await core.read(address, Math.min(known(info.size('printk_ringbuffer')), 4096)));
  const field = (name: string, from: number) => from + offset(name);
  const countBits = ring.u32(field('prb_desc_ring.count_bits', descriptorsAt));
  const textBits = ring.u32(field('prb_data_ring.size_bits', textAt));
  if (countBits > maxCountBits || textBits > maxTextBits)
    throw new ImageError(`its message ring would have 2**${textBits} bytes, which is not likely`);
  const data = ring.u64Exact(field('prb_data_ring.data', textAt));
  return {
    at,
    sizes,
    count: 2 ** countBits,
    descs: ring.u64Exact(field('prb_desc_ring.descs', descriptorsAt)),
    infos: ring.u64Exact(field('prb_desc_ring.infos', descriptorsAt)),
    head: ring.u64Exact(field('prb_desc_ring.head_id', descriptorsAt)) & numberMask,
    tail: ring.u64Exact(field('prb_desc_ring.tail_id', descriptorsAt)) & numberMask,
    data: held(await core.read(data, 2 ** textBits)),
  };
}
