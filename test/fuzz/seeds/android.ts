import type { Seeds } from '../seeds.ts';

function image(magic: string, numbers: Readonly<Record<number, number>>): Uint8Array {
  const bytes = Buffer.alloc(4096);
  bytes.write(`${magic}`, 'latin1');
  for (const [offset, number] of Object.entries(numbers)) bytes.writeUInt32LE(number, Number(offset));
  return bytes;
}

export const seeds: Seeds = {
  volumes: async () => [
    { '/boot.img': image('ANDROID!', { 8: 5_000, 16: 3_000, 36: 2_048, 40: 2, 1648: 100 }) },
    {
      '/boot_a.img': image('ANDROID!', { 8: 5_000, 12: 3_000, 40: 4 }),
      '/init_boot_a.img': image('ANDROID!', { 12: 3_000, 40: 4 }),
      '/vendor_boot_a.img': image('VNDRBOOT', { 8: 4, 12: 4_096, 24: 1_000, 2096: 2_128, 2124: 20 }),
    },
  ],
  pieces: [
    'ANDROID!',
    'VNDRBOOT',
    '\0',
    '\0\0\0\0',
    '\xff\xff\xff\xff',
    '\x00\x08\x00\x00',
    '\x01',
    '\x03\0\0\0',
    ' x=y ',
  ],
};
