const table = new Uint32Array(256).map((_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/**
 * The CRC with the polynomial of IEEE 802.3, going on from `seed`, without inversion at either end: LVM and nilfs2
 * seed it in their own ways. The usual CRC-32 is `~crc32(0xffffffff, bytes) >>> 0`.
 */
export function crc32(seed: number, bytes: Uint8Array): number {
  let crc = seed;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return crc >>> 0;
}
