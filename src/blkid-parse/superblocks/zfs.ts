import { Bytes } from '../bytes.ts';
import type { Device } from '../device.ts';
import type { Facts, Format } from '../format.ts';
import { label } from '../text.ts';

const labelSize = 2 ** 18;
const listAt = 2 ** 14;
const listSize = 4096;
const uberblocksAt = 2 ** 17;
const magic = 0xbab10cn;
const wanted = 4;
const [number, string, list] = [8, 9, 19];

/**
 * A member of a ZFS pool: two labels at either end of the device, each with a list of names and values and a ring of
 * uberblocks. ZFS On-Disk Specification, chapter 1, and nvpair.c for the list’s encoding (XDR).
 */
export const zfs: Format = {
  type: 'zfs_member',
  usage: 'filesystem',
  minSize: 2 ** 26,
  // The first label’s list in XDR: encoding 1, byte order, version 0, unique names.
  magics: [
    { at: listAt, bytes: '\x01\x01\0\0\0\0\0\0\0\0\0\x01' },
    { at: listAt, bytes: '\x01\0\0\0\0\0\0\0\0\0\0\x01' },
  ],
  verify: async (device) => {
    const end = Math.floor(device.size / labelSize) * labelSize;
    let found = 0;
    let version = 0n;
    for (const at of [0, labelSize, end - 2 * labelSize, end - labelSize]) {
      if (found >= wanted || device.isInsidePartition(at, labelSize)) continue;
      const ring = await device.read(at + uberblocksAt, labelSize - uberblocksAt);
      for (let slot = 0; ring !== undefined && slot < ring.length; slot += 1024) {
        const [little, big] = [ring.big64le(slot) === magic, ring.big64be(slot) === magic];
        if (!little && !big) continue;
        found++;
        version = little ? ring.big64le(slot + 8) : ring.big64be(slot + 8);
      }
    }
    return found < wanted ? undefined : { version: `${version}`, ...(await pool(device)) };
  },
};

async function pool(device: Device): Promise<Facts> {
  const bytes = await device.read(listAt, listSize);
  if (bytes === undefined) return {};
  const values = readList(bytes);
  const text = values.get('name');
  const [uuid, uuidSub, shift] = ['pool_guid', 'guid', 'ashift'].map((name) => {
    const value = values.get(name);
    return value?.u32be(0) === number ? value.big64be(8) : undefined;
  });
  return {
    uuid: uuid === undefined ? undefined : `${uuid}`,
    uuidSub: uuidSub === undefined ? undefined : `${uuidSub}`,
    label: text?.u32be(0) === string ? label(text.slice(12, text.u32be(8))) : undefined,
    blockSize: shift !== undefined && shift < 32n ? 2 ** Number(shift) : undefined,
  };
}

// Each pair: its size, its size in memory, the length of the name, the name padded to four bytes, the value (type,
// count, bytes). Lists lie in lists; only `ashift` is looked for in the inner ones.
function readList(bytes: Bytes): Map<string, Bytes> {
  const values = new Map<string, Bytes>();
  let depth = 0;
  for (let at = 12; at + 12 < bytes.length; ) {
    const [size, nameLength] = [bytes.u32be(at), bytes.u32be(at + 8)];
    if (size === 0) {
      if (depth === 0) break;
      depth--;
      at += 8;
      continue;
    }
    const valueAt = at + 12 + Math.ceil(nameLength / 4) * 4;
    if (size > bytes.length - at || valueAt > at + size) break;
    const name = label(bytes.slice(at + 12, nameLength));
    if (bytes.u32be(valueAt) === list && valueAt + 16 <= at + size) {
      depth++;
      at = valueAt + 16;
      continue;
    }
    if (name !== undefined && (depth === 0 || name === 'ashift'))
      values.set(name, new Bytes(bytes.slice(valueAt, at + size - valueAt)));
    at += size;
  }
  return values;
}
