import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kboot } from '../../../../src/dialects/kboot/index.ts';
import { MemoryVolume } from '../../memory-volume.ts';
import { summary } from '../summary.ts';

const PC = { firmware: 'pc', cpu: 'x86_64' } as const;

async function read(config: string) {
  const own = new MemoryVolume({ id: 'sda1' }, { '/boot/petitboot.conf': config, '/k': 'k', '/i': 'i' });
  return (await kboot.read('/boot/petitboot.conf', own, [own], PC))!;
}

test('entries begin with a name and take the rest of each line', async () => {
  const reading = await read(`default Second one

name First
image /k
initrd /i
args console=hvc0  "a b"

name	Second one
  image /k
  args root=/dev/sda1
  args  ro
  dtb /boot/board.dtb
  description of many words
`);
  assert.equal(summary(reading), [
    'First: sda1:/k + sda1:/i | console=hvc0  "a b"',
    '*Second one: sda1:/k | root=/dev/sda1ro',
  ]);
  assert.is(reading.entries[1]!.devicetree?.path, '/boot/board.dtb');
  assert.is(reading.entries[1]!.line, 8);
  assert.equal(reading.diagnostics, []);
});

test('a line that is none costs itself alone', async () => {
  const reading = await read('# comment\nname a\nimage /k\nnonsense here\ndefault a\nname b\nimage /k\nimage /other\n');
  assert.equal(summary(reading), ['a: sda1:/k | ', 'b: sda1:/k | ']);
  assert.equal(
    reading.diagnostics.map(({ line }) => line),
    [1, 4, 5, 8],
  );
});

test('a name without an image is no entry', async () => {
  const reading = await read('name a\nargs x\nname b\nimage /k\n');
  assert.equal(summary(reading), ['b: sda1:/k | ']);
  assert.match(reading.diagnostics[0]!.message, '"a" names no image');
});

test.run();
