import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readDeviceTree, writeDeviceTree } from '../../../../src/kexec/arm64/flattened-tree.ts';
import { damage } from '../../../fuzz/damage.ts';
import { Random } from '../../../fuzz/random.ts';
import { board, compile, source } from './trees.ts';

test('a tree has nodes, properties and memory that is reserved', async () => {
  const tree = readDeviceTree(await compile(board))!;
  assert.equal(tree.reserved, [
    { address: 0x48000000n, size: 0x100000n },
    { address: 0x7f000000n, size: 0x1000n },
  ]);
  assert.equal(
    tree.root.children.map(({ name }) => name),
    ['memory@40000000', 'cpus', 'chosen', 'empty'],
  );
  assert.equal(Buffer.from(tree.root.properties.get('model')!).toString(), 'a board\0');
  assert.equal(tree.root.children[1]!.children[0]!.name, 'cpu@0');
});

test('what is written is the same tree to the device tree compiler', async () => {
  const blob = await compile(board);
  assert.is(await source(writeDeviceTree(readDeviceTree(blob)!)), await source(blob));
});

test('what stands behind the end of a tree does not belong to it', async () => {
  const blob = await compile(board);
  assert.equal(readDeviceTree(Buffer.concat([blob, Buffer.alloc(4096, 1)])), readDeviceTree(blob));
});

test('what was made nothing of is passed over, and what no version knows makes it no tree', async () => {
  const without = await compile(board);
  // A property is a token, two numbers, and its value.
  const value = Buffer.from('a board\0');
  const at = without.indexOf(value) - 12;
  const words = (12 + value.length) / 4;
  for (let word = 0; word < words; word++) without.writeUInt32BE(4, at + word * 4);
  const names = [...readDeviceTree(without)!.root.properties.keys()];
  assert.equal(names, ['#address-cells', '#size-cells']);
  without.writeUInt32BE(5, at);
  assert.is(readDeviceTree(without), undefined);
});

test('nothing, a tree that is cut off, and one that is too deep are no trees', async () => {
  const blob = await compile(board);
  assert.is(readDeviceTree(new Uint8Array()), undefined);
  for (let length = 0; length < blob.length; length += 7)
    assert.is(readDeviceTree(blob.subarray(0, length)), undefined);
  const deep = await compile(`/dts-v1/; / { ${'a { '.repeat(70)} ${'}; '.repeat(70)} };`);
  assert.is(readDeviceTree(deep), undefined);
});

test('any bytes are a tree or none, and what is read can be written', async () => {
  const blob = await compile(board);
  let trees = 0;
  for (let seed = 0; seed < 5_000; seed++) {
    const tree = readDeviceTree(damage(blob, new Random(seed)));
    if (!tree) continue;
    trees++;
    assert.equal(readDeviceTree(writeDeviceTree(tree)), tree, `seed ${seed}`);
  }
  assert.ok(trees > 500 && trees < 5_000, `${trees}`);
});

test.run();
