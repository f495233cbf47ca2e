import type { Bytes } from '../bytes.ts';
import type { Device } from '../device.ts';
import type { Format } from '../format.ts';
import { label, utf16, uuid } from '../text.ts';

const headerAt = 1024;
const isPlus = (signature: Bytes, at: number) => signature.has('H+', at) || signature.has('HX', at);

/** HFS, the older one of Apple’s: Inside Macintosh: Files, “Master Directory Blocks”. */
export const hfs: Format = {
  type: 'hfs',
  usage: 'filesystem',
  tolerant: true,
  magics: [{ at: headerAt, bytes: 'BD' }],
  verify: async (device) => {
    const block = await device.read(headerAt, 512);
    // It may be nothing but the wrapper of an HFS+.
    if (block === undefined || isPlus(block, 124)) return undefined;
    const blockSize = block.u32be(20);
    if (blockSize === 0 || blockSize % 512 !== 0) return undefined;
    return { uuid: await volumeUuid(block.slice(116, 8)), label: label(block.slice(37, Math.min(block.u8(36), 27))) };
  },
};

/** HFS+ and HFSX, bare or inside an HFS wrapper: https://developer.apple.com/library/archive/technotes/tn/tn1150.html */
export const hfsplus: Format = {
  type: 'hfsplus',
  usage: 'filesystem',
  magics: ['BD', 'H+', 'HX'].map((bytes) => ({ at: headerAt, bytes })),
  verify: async (device, { bytes }) => {
    const wrapper = bytes === 'BD' ? await device.read(headerAt, 512) : undefined;
    if (bytes === 'BD' && (wrapper === undefined || !isPlus(wrapper, 124))) return undefined;
    const start = wrapper === undefined ? 0 : wrapper.u16be(28) * 512 + wrapper.u16be(126) * wrapper.u32be(20);
    const header = await device.read(start + headerAt, 512);
    if (header === undefined || !isPlus(header, 0)) return undefined;
    const blockSize = header.u32be(40);
    if (blockSize < 512) return undefined;
    return {
      uuid: await volumeUuid(header.slice(104, 8)),
      label: await catalogName(device, header, start, blockSize),
      blockSize,
    };
  },
};

// Apple has eight bytes of identity and makes a UUID of them: version 3, in a name space of its own.
async function volumeUuid(id: Uint8Array): Promise<string | undefined> {
  if (id.every((byte) => byte === 0)) return undefined;
  const { createHash } = await import('node:crypto');
  const nameSpace = Uint8Array.of(
    0xb3,
    0xe2,
    0x0f,
    0x39,
    0xf2,
    0x92,
    0x11,
    0xd6,
    0x97,
    0xa4,
    0,
    0x30,
    0x65,
    0x43,
    0xec,
    0xac,
  );
  const hash = new Uint8Array(createHash('md5').update(nameSpace).update(id).digest());
  hash[6] = 0x30 | (hash[6]! & 0x0f);
  hash[8] = 0x80 | (hash[8]! & 0x3f);
  return uuid(hash);
}

// The name of the volume is that of its root folder: the first record of the first leaf of the catalog’s B-tree.
async function catalogName(
  device: Device,
  header: Bytes,
  start: number,
  blockSize: number,
): Promise<string | undefined> {
  const extents = Array.from({ length: 8 }, (_, index) => ({
    block: header.u32be(288 + index * 8),
    count: header.u32be(292 + index * 8),
  }));
  const tree = await device.read(start + extents[0]!.block * blockSize, 512);
  if (tree === undefined) return undefined;
  const [leaves, head, nodeSize] = [tree.u32be(20), tree.u32be(24), tree.u16be(32)];
  if (leaves === 0 || nodeSize < 512) return undefined;
  let block = Math.floor((head * nodeSize) / blockSize);
  for (const extent of extents) {
    if (block >= extent.count) {
      block -= extent.count;
      continue;
    }
    const leaf = await device.read(start + (extent.block + block) * blockSize, nodeSize);
    const isLeaf = leaf !== undefined && leaf.u8(8) === 0xff && leaf.u16be(10) > 0;
    const isRootFolder = isLeaf && leaf.u32be(16) === 1 && leaf.u16be(20) <= 255;
    return isRootFolder ? utf16(leaf.slice(22, leaf.u16be(20) * 2), 'be') : undefined;
  }
  return undefined;
}
