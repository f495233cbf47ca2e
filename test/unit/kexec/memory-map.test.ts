import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { crashRegions } from '../../../src/kexec/crash-memory.ts';
import { encodeE820 } from '../../../src/kexec/e820.ts';
import { readMemoryMap } from '../../../src/kexec/memory-map.ts';

const iomem = `00000000-00000fff : Reserved
00001000-0009fbff : System RAM
000a0000-000bffff : PCI Bus 0000:00
00100000-1ffdffff : System RAM
  01000000-01e00eb0 : Kernel code
  11000000-1cffffff : Crash kernel
fd000000-fdffffff : 0000:00:01.0
100000000-13fffffff : System RAM
  130000000-13effffff : Crash kernel
`;

test("the firmware's map is sorted, and what has no known type is reserved", async () => {
  using directory = await temporaryDirectory();
  const map = join(directory.path, 'memmap');
  for (const [index, [start, end, type]] of [
    ['0x100000', '0x1ffdffff', 'System RAM'],
    ['0x0', '0x9fbff', 'System RAM'],
    ['0x1ffe0000', '0x1fffffff', 'ACPI Tables'],
    ['0xfffc0000', '0xffffffff', 'Unknown E820 type'],
  ].entries()) {
    mkdirSync(join(map, String(index)), { recursive: true });
    for (const [name, text] of [
      ['start', start],
      ['end', end],
      ['type', type],
    ] as const)
      writeFileSync(join(map, String(index), name), `${text}\n`);
  }
  assert.equal(readMemoryMap(map), [
    { start: 0, size: 0x9fc00, type: 1 },
    { start: 0x100000, size: 0x1fee0000, type: 1 },
    { start: 0x1ffe0000, size: 0x20000, type: 3 },
    { start: 0xfffc0000, size: 0x40000, type: 2 },
  ]);
});

test('without it the map is that of /proc/iomem', async () => {
  using directory = await temporaryDirectory();
  const file = join(directory.path, 'iomem');
  writeFileSync(file, iomem);
  assert.equal(
    readMemoryMap(join(directory.path, 'nothing'), file).map(({ start, type }) => [start, type]),
    [
      [0, 2],
      [0x1000, 1],
      [0x100000, 1],
      [0x100000000, 1],
    ],
  );
  assert.equal(readMemoryMap(join(directory.path, 'nothing'), join(directory.path, 'nothing')), []);
});

test('memory reserved for a crash kernel is found, also in two places, and not where addresses are hidden', () => {
  assert.equal(crashRegions(iomem), [
    { start: 0x11000000, end: 0x1d000000 },
    { start: 0x130000000, end: 0x13f000000 },
  ]);
  assert.equal(crashRegions('00000000-00000000 : System RAM\n  00000000-00000000 : Crash kernel\n'), []);
});

test('an e820 entry has twenty bytes', () => {
  const table = encodeE820([{ start: 0x100000000, size: 0x40000000, type: 1 }]);
  assert.equal(
    [table.length, table.readBigUInt64LE(0), table.readBigUInt64LE(8), table.readUInt32LE(16)],
    [20, 0x100000000n, 0x40000000n, 1],
  );
});

test.run();
