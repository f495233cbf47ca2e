import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readDeviceTree } from '../../../../src/kexec/arm64/flattened-tree.ts';
import { nextTree } from '../../../../src/kexec/arm64/next-tree.ts';
import { board, compile, property, source } from './trees.ts';

const running = readDeviceTree(await compile(board))!;
const chosen = (blob: Uint8Array, name: string, type?: string) => property(blob, '/chosen', name, type);

test("the next kernel gets the running one's tree with its own cmdline, initrd and seeds", async () => {
  const blob = nextTree({ running, cmdline: 'root=/dev/vda quiet', initrd: { address: 0x1_2345_6000, size: 0x800 } });
  assert.is(await chosen(blob, 'bootargs'), 'root=/dev/vda quiet');
  assert.is(await chosen(blob, 'linux,initrd-start', 'x'), '1 23456000');
  assert.is(await chosen(blob, 'linux,initrd-end', 'x'), '1 23456800');
  assert.is.not(await chosen(blob, 'kaslr-seed', 'x'), '0 0');
  assert.is((await chosen(blob, 'rng-seed', 'bx')).split(' ').length, 128);
  assert.is(await chosen(blob, 'stdout-path'), '/serial@9000000');
  assert.is(await property(blob, '/memory@40000000', 'reg', 'x'), '0 40000000 0 40000000');
});

test('each start has other seeds', async () => {
  const seed = () => chosen(nextTree({ running, cmdline: '' }), 'rng-seed', 'x');
  assert.is.not(await seed(), await seed());
});

test('where UEFI keeps its tables goes on, unless the next kernel is not to know of it', async () => {
  const blob = (efi?: boolean) => nextTree({ running, cmdline: '', efi });
  assert.is(await chosen(blob(), 'linux,uefi-system-table', 'x'), '0 7ff00000');
  assert.is(await chosen(blob(false), 'linux,uefi-system-table', 'x'), 'absent');
});

test("without an initrd nothing tells of the running kernel's, whose memory is free again", async () => {
  const blob = nextTree({ running, cmdline: '' });
  assert.is(await chosen(blob, 'linux,initrd-start', 'x'), 'absent');
  assert.is(await chosen(blob, 'linux,initrd-end', 'x'), 'absent');
  const reserved = [...(await source(blob)).matchAll(/^\/memreserve\/\s+(\S+)/gm)].map((match) => Number(match[1]));
  assert.equal(reserved, [0x7f000000]);
});

test("a tree of the entry's own keeps its hardware, and gets the memory and UEFI's tables of the running one", async () => {
  const own = readDeviceTree(
    await compile(`/dts-v1/; / { #address-cells = <2>; #size-cells = <2>; model = "another board";
      memory@0 { device_type = "memory"; reg = <0 0 0 0>; };
      chosen { bootargs = "its own"; stdout-path = "/uart"; }; uart { }; };`),
  )!;
  const blob = nextTree({ running, own, cmdline: 'quiet' });
  assert.is(await property(blob, '/', 'model'), 'another board');
  assert.is(await chosen(blob, 'bootargs'), 'quiet');
  assert.is(await chosen(blob, 'stdout-path'), '/uart');
  assert.is(await chosen(blob, 'linux,uefi-system-table', 'x'), '0 7ff00000');
  assert.is(await property(blob, '/memory@40000000', 'reg', 'x'), '0 40000000 0 40000000');
  assert.is(await source(blob).then((text) => text.includes('memory@0 ')), false);
});

test('a tree that writes addresses otherwise keeps its own memory, and one without a chosen node gets it', async () => {
  const own = readDeviceTree(
    await compile(`/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
      memory@0 { device_type = "memory"; reg = <0 0x1000>; }; };`),
  )!;
  const blob = nextTree({ running, own, cmdline: 'quiet' });
  assert.is(await property(blob, '/memory@0', 'reg', 'x'), '0 1000');
  assert.is(await chosen(blob, 'bootargs'), 'quiet');
});

test.run();
