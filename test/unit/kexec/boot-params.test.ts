import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeBootParameters } from '../../../src/kexec/boot-params.ts';

/** The first sectors of a bzImage: a header of protocol 2.15 that ends at 0x26c. */
function header(): Buffer {
  const bytes = Buffer.alloc(5 * 512, 0xee);
  bytes.writeUInt8(0x26c - 0x202, 0x201);
  bytes.write('HdrS', 0x202, 'latin1');
  bytes.writeUInt16LE(0x20f, 0x206);
  return bytes;
}

const memory = [
  { start: 0, size: 0x9fc00, type: 1 },
  { start: 0x9fc00, size: 0x400, type: 2 },
  { start: 0x100000, size: 0x1ff00000, type: 1 },
  { start: 0x100000000, size: 0x40000000, type: 1 },
];
const address = 0x1_2000_0000;

/** Setup data from the zero page on: their types and contents. https://docs.kernel.org/arch/x86/boot.html */
function setupData(area: Buffer): { type: number; content: Buffer }[] {
  const found: { type: number; content: Buffer }[] = [];
  for (let at = Number(area.readBigUInt64LE(0x250)); at !== 0; ) {
    const offset = at - address;
    const length = area.readUInt32LE(offset + 12);
    found.push({
      type: area.readUInt32LE(offset + 8),
      content: area.subarray(offset + 16, offset + 16 + length),
    });
    at = Number(area.readBigUInt64LE(offset));
  }
  return found;
}

test('the setup header is copied up to its end, and the loader is kexec', () => {
  const area = makeBootParameters({ header: header(), cmdline: 'quiet', memory }).at(address);
  assert.is(area.toString('latin1', 0x202, 0x206), 'HdrS');
  assert.is(area[0x1f1], 0xee);
  assert.is(area[0x26b], 0xee);
  assert.equal([area[0x1f0], area[0x26c]], [0, 0]);
  assert.equal([area[0x210], area[0x211]], [0xd0, 0]);
});

test('cmdline and initrd are found by addresses of 64 bits', () => {
  const initrd = { address: 0x2_4000_0000, size: 0x1_0000_0001 };
  const area = makeBootParameters({ header: header(), cmdline: 'root=/dev/vda2', memory, initrd }).at(address);
  const cmdline = area.readUInt32LE(0x228) + area.readUInt32LE(0xc8) * 2 ** 32 - address;
  assert.is(area.toString('latin1', cmdline, cmdline + 15), 'root=/dev/vda2\0');
  assert.equal([area.readUInt32LE(0x218), area.readUInt32LE(0xc0)], [0x4000_0000, 2]);
  assert.equal([area.readUInt32LE(0x21c), area.readUInt32LE(0xc4)], [1, 1]);
});

test('the memory map is an e820 table, and what has no room there follows as setup data', () => {
  const area = makeBootParameters({ header: header(), cmdline: '', memory }).at(address);
  assert.is(area[0x1e8], 4);
  assert.equal(
    [area.readBigUInt64LE(0x2d0 + 20), area.readBigUInt64LE(0x2d0 + 28), area.readUInt32LE(0x2d0 + 36)],
    [0x9fc00n, 0x400n, 2],
  );
  assert.is(area.readUInt32LE(0x1e0), 0x1ff00000 / 1024);
  assert.equal(
    setupData(area).map(({ type }) => type),
    [9],
  );

  const many = Array.from({ length: 130 }, (_, index) => ({ start: index * 0x1000, size: 0x1000, type: 1 }));
  const larger = makeBootParameters({ header: header(), cmdline: '', memory: many }).at(address);
  assert.is(larger[0x1e8], 128);
  const more = setupData(larger).find(({ type }) => type === 1)!.content;
  assert.equal([more.length, more.readBigUInt64LE(0)], [2 * 20, 128n * 0x1000n]);
});

test('the new kernel gets a random seed, another one each time', () => {
  const parameters = makeBootParameters({ header: header(), cmdline: '', memory });
  const seed = () => setupData(makeBootParameters({ header: header(), cmdline: '', memory }).at(address))[0]!.content;
  assert.is(setupData(parameters.at(address))[0]!.content.length, 32);
  assert.not.equal(seed(), seed());
});

test('the screen and the tables of ACPI are those of the running kernel, and nothing else of its parameters', () => {
  const running = Buffer.alloc(4096, 0x55);
  const area = makeBootParameters({ header: header(), cmdline: '', memory, running }).at(address);
  for (const offset of [0x00, 0x3f, 0x70, 0x77, 0x140, 0x1bf, 0x1ec, 0xd00]) assert.is(area[offset], 0x55, `${offset}`);
  for (const offset of [0x40, 0x6f, 0x78, 0x1c0, 0x1df, 0x1ed, 0x270]) assert.is(area[offset], 0, `${offset}`);
});

test('UEFI is told by its memory map and by setup data', () => {
  const info = Buffer.from('EL64'.padEnd(32, '\0'));
  const efi = { info, tables: Buffer.alloc(96, 7), runtimeMap: Buffer.alloc(80, 9) };
  const area = makeBootParameters({ header: header(), cmdline: '', memory, efi }).at(address);
  assert.is(area.toString('latin1', 0x1c0, 0x1c4), 'EL64');
  assert.equal([area.readUInt32LE(0x1c8), area.readUInt32LE(0x1d4)], [40, 80]);
  const map = area.readUInt32LE(0x1d0) + area.readUInt32LE(0x1dc) * 2 ** 32 - address;
  assert.equal(area.subarray(map, map + 80), Buffer.alloc(80, 9));
  assert.equal(setupData(area).find(({ type }) => type === 4)!.content, Buffer.alloc(96, 7));
});

test.run();
