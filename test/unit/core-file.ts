// An ELF core with a message ring as Linux 6.1 for x86_64 has it, written as kernel/printk/printk_ringbuffer.c does.

/** Where the one piece of memory begins. */
const memoryAt = 0xffff888000000000n;
const fileAt = 4096;
const at = { pointer: 0, ring: 64, descs: 4096 };
const descSize = 24;
const infoSize = 88;
const mask = 2n ** 62n - 1n;

export interface Written {
  /** In nanoseconds. */
  readonly time: bigint;
  readonly text: string | Buffer;
  /** Of the descriptor; `finalized` where it is not given. */
  readonly state?: 'reserved' | 'committed' | 'finalized' | 'reusable';
}

const states = { reserved: 0n, committed: 1n, finalized: 2n, reusable: 3n };

/** Lines of VMCOREINFO as the kernel writes them. */
const facts = `OSRELEASE=6.1.0-test
PAGESIZE=4096
SYMBOL(prb)=${(memoryAt + BigInt(at.pointer)).toString(16)}
SIZE(printk_ringbuffer)=80
OFFSET(printk_ringbuffer.desc_ring)=0
OFFSET(printk_ringbuffer.text_data_ring)=40
OFFSET(printk_ringbuffer.fail)=72
SIZE(prb_desc_ring)=40
OFFSET(prb_desc_ring.count_bits)=0
OFFSET(prb_desc_ring.descs)=8
OFFSET(prb_desc_ring.infos)=16
OFFSET(prb_desc_ring.head_id)=24
OFFSET(prb_desc_ring.tail_id)=32
SIZE(prb_desc)=24
OFFSET(prb_desc.state_var)=0
OFFSET(prb_desc.text_blk_lpos)=8
SIZE(prb_data_blk_lpos)=16
OFFSET(prb_data_blk_lpos.begin)=0
OFFSET(prb_data_blk_lpos.next)=8
SIZE(printk_info)=88
OFFSET(printk_info.seq)=0
OFFSET(printk_info.ts_nsec)=8
OFFSET(printk_info.text_len)=16
OFFSET(printk_info.caller_id)=20
OFFSET(printk_info.dev_info)=24
SIZE(prb_data_ring)=32
OFFSET(prb_data_ring.size_bits)=0
OFFSET(prb_data_ring.data)=8
OFFSET(prb_data_ring.head_lpos)=16
OFFSET(prb_data_ring.tail_lpos)=24
SIZE(atomic_long_t)=8
OFFSET(atomic_long_t.counter)=0
`;

/**
 * The core with these messages, of which a ring for 2**`countBits` messages and 2**`textBits` bytes keeps the last.
 * @param vmcoreinfo in place of what such a kernel tells
 * @param more memory behind that of the ring
 */
export function coreFile(
  messages: readonly Written[],
  { countBits = 5, textBits = 10, vmcoreinfo = facts, more = new Uint8Array() } = {},
): Buffer {
  const [count, textSize] = [2 ** countBits, 2 ** textBits];
  const infosAt = at.descs + count * descSize;
  const textAt = infosAt + count * infoSize;
  const memory = Buffer.alloc(Math.ceil((textAt + textSize) / 4096) * 4096);
  const address = (offset: number) => memoryAt + BigInt(offset);
  // As at a kernel's start: the first number is the one behind those of a full ring, which wraps soon.
  let id = (-BigInt(count) - 1n) & mask;
  let position = -BigInt(textSize);
  for (const { time, text, state = 'finalized' } of messages) {
    id = (id + 1n) & mask;
    const index = Number(id % BigInt(count));
    const bytes = Buffer.from(text);
    let [begin, next] = [3n, 3n];
    if (bytes.length > 0) {
      const size = BigInt(8 + Math.ceil(bytes.length / 8) * 8);
      begin = position;
      next = begin + size;
      let block = begin;
      if (begin >> BigInt(textBits) !== next >> BigInt(textBits)) {
        block = (next >> BigInt(textBits)) << BigInt(textBits);
        next = block + size;
      }
      const place = textAt + Number(BigInt.asUintN(textBits, block));
      memory.writeBigUInt64LE(id, place);
      bytes.copy(memory, place + 8);
      position = next;
    }
    const desc = at.descs + index * descSize;
    memory.writeBigUInt64LE((states[state] << 62n) | id, desc);
    memory.writeBigUInt64LE(BigInt.asUintN(64, begin), desc + 8);
    memory.writeBigUInt64LE(BigInt.asUintN(64, next), desc + 16);
    const info = infosAt + index * infoSize;
    memory.writeBigUInt64LE(time, info + 8);
    memory.writeUInt16LE(bytes.length, info + 16);
  }
  memory.writeBigUInt64LE(address(at.ring), at.pointer);
  memory.writeUInt32LE(countBits, at.ring);
  memory.writeBigUInt64LE(address(at.descs), at.ring + 8);
  memory.writeBigUInt64LE(address(infosAt), at.ring + 16);
  memory.writeBigUInt64LE(id, at.ring + 24);
  memory.writeBigUInt64LE((id - BigInt(Math.min(count, messages.length)) + 1n) & mask, at.ring + 32);
  memory.writeUInt32LE(textBits, at.ring + 40);
  memory.writeBigUInt64LE(address(textAt), at.ring + 48);
  return elfCore(vmcoreinfo, Buffer.concat([memory, more]));
}

function elfCore(vmcoreinfo: string, memory: Buffer): Buffer {
  const head = Buffer.alloc(fileAt);
  head.write('\x7fELF\x02\x01\x01', 'latin1');
  for (const [offset, value] of Object.entries({ 16: 4, 18: 62, 52: 64, 54: 56, 56: 2 }))
    head.writeUInt16LE(value, Number(offset));
  head.writeUInt32LE(1, 20);
  head.writeBigUInt64LE(64n, 32);
  const notes = Buffer.concat([note('CORE', Buffer.alloc(336)), note('VMCOREINFO', Buffer.from(vmcoreinfo))]);
  notes.copy(head, 512);
  const program = (index: number, type: number, offset: number, address: bigint, size: number) => {
    const start = 64 + index * 56;
    head.writeUInt32LE(type, start);
    head.writeBigUInt64LE(BigInt(offset), start + 8);
    head.writeBigUInt64LE(address, start + 16);
    head.writeBigUInt64LE(BigInt(size), start + 32);
    head.writeBigUInt64LE(BigInt(size), start + 40);
  };
  program(0, 4, 512, 0n, notes.length);
  program(1, 1, fileAt, memoryAt, memory.length);
  return Buffer.concat([head, memory]);
}

function note(name: string, content: Buffer): Buffer {
  const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(name.length + 1, 0);
  sizes.writeUInt32LE(content.length, 4);
  return Buffer.concat([sizes, padded(Buffer.from(`${name}\0`)), padded(content)]);
}
