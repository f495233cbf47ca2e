import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Placement } from '../../../src/kexec/placement.ts';
import { prepareBzImage } from '../../../src/kexec/prepare-bzimage.ts';

const mebibyte = 2 ** 20;
const machine = { memory: [{ start: mebibyte, size: 255 * mebibyte, type: 1 }] };
const placement = () => new Placement([{ start: mebibyte, end: 256 * mebibyte }]);

/** A kernel of protocol 2.15 with a 64-bit entry: one setup sector, a page of code, 32 MiB of memory from 16 MiB on. */
function bzImage(change: (header: Buffer) => void = () => {}): Buffer {
  const bytes = Buffer.alloc(1024 + 4096, 0x90);
  bytes.fill(0, 0x1f1, 0x268);
  bytes.writeUInt8(1, 0x1f1);
  bytes.writeUInt16LE(0xaa55, 0x1fe);
  bytes.writeUInt8(0x268 - 0x202, 0x201);
  bytes.write('HdrS', 0x202, 'latin1');
  bytes.writeUInt16LE(0x20f, 0x206);
  bytes.writeUInt32LE(0x7fffffff, 0x22c);
  bytes.writeUInt32LE(2 * mebibyte, 0x230);
  bytes.writeUInt8(1, 0x234);
  bytes.writeUInt16LE(3, 0x236);
  bytes.writeUInt32LE(2047, 0x238);
  bytes.writeUInt32LE(16 * mebibyte, 0x258);
  bytes.writeUInt32LE(32 * mebibyte, 0x260);
  change(bytes);
  return bytes;
}

const wanted = (kernel: Buffer) => ({
  kernel,
  name: 'vmlinuz',
  cmdline: 'quiet',
  initrd: Buffer.alloc(5000, 1),
  modules: [],
});

test('the kernel lies where it wants to, the rest at the top, and it is entered behind its 32-bit entry', () => {
  const { segments, start } = prepareBzImage(wanted(bzImage()), machine, placement());
  assert.equal(
    segments.map(({ address, bytes, size }) => [address, bytes.length > 4095, size]),
    [
      [16 * mebibyte, true, 32 * mebibyte],
      [256 * mebibyte - 8192, true, 8192],
      [256 * mebibyte - 8192 - 8192, true, 8192],
    ],
  );
  assert.equal(start, { mode: 64, entry: 16 * mebibyte + 0x200, parameters: 256 * mebibyte - 16384 });
});

test('where its place is taken it goes to the next multiple of its alignment', () => {
  const free = new Placement([{ start: 17 * mebibyte, end: 256 * mebibyte }]);
  assert.is(prepareBzImage(wanted(bzImage()), machine, free).segments[0]!.address, 18 * mebibyte);
});

test('a kernel that cannot be moved is refused where its place is taken', () => {
  const fixed = bzImage((header) => header.writeUInt8(0, 0x234));
  assert.is(prepareBzImage(wanted(fixed), machine, placement()).segments[0]!.address, 16 * mebibyte);
  const free = new Placement([{ start: 17 * mebibyte, end: 256 * mebibyte }]);
  assert.throws(() => prepareBzImage(wanted(fixed), machine, free), /has to lie at address 0x1000000/);
});

test('without a 64-bit entry, or on request, it is entered in 32-bit mode at its beginning', () => {
  const old = bzImage((header) => header.writeUInt16LE(0, 0x236));
  for (const one of [wanted(old), { ...wanted(bzImage()), entry32: true }]) {
    const { start } = prepareBzImage(one, machine, placement());
    assert.equal([start.mode, start.entry], [32, 16 * mebibyte]);
  }
});

test('the initrd stays below what the kernel can reach, unless it can reach everything', () => {
  const reach = (bytes: number) => bzImage((header) => header.writeUInt32LE(bytes - 1, 0x22c));
  const address = (kernel: Buffer) => prepareBzImage(wanted(kernel), machine, placement()).segments[1]!.address;
  assert.is(address(reach(64 * mebibyte)), 64 * mebibyte - 8192);
  assert.ok(address(reach(mebibyte)) > 16 * mebibyte);
  const old = bzImage((header) => {
    header.writeUInt32LE(mebibyte - 1, 0x22c);
    header.writeUInt16LE(1, 0x236);
  });
  assert.throws(() => address(old), /There is no room in memory for the initrd/);
});

test('whatever stands in the header, it is prepared or refused', () => {
  let seed = 1;
  const random = (limit: number): number => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % limit;
  };
  for (let round = 0; round < 2000; round++) {
    const kernel = bzImage((header) => {
      for (let change = 0; change < 4; change++) header[0x1f1 + random(0x77)] = random(256);
    });
    try {
      for (const { address, bytes, size } of prepareBzImage(wanted(kernel), machine, placement()).segments)
        assert.ok(address >= mebibyte && address + size <= 256 * mebibyte && bytes.length <= size);
    } catch (error) {
      assert.is((error as Error).name, 'LoadError', (error as Error).stack);
    }
  }
});

test.run();
