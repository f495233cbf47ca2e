import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LoadError } from '../../../src/kexec/load-error.ts';
import { Placement, usableMemory, without } from '../../../src/kexec/placement.ts';

const mebibyte = 2 ** 20;
const [ram, reserved] = [1, 2];

test('usable is RAM above the first megabyte, in whole pages, without what else lies in it', () => {
  const map = [
    { start: 0, size: 0x9fc00, type: ram },
    { start: mebibyte, size: 16 * mebibyte + 100, type: ram },
    { start: 2 * mebibyte + 1, size: 4094, type: reserved },
    { start: 2 ** 32, size: mebibyte, type: reserved },
  ];
  assert.equal(usableMemory(map), [
    { start: mebibyte, end: 2 * mebibyte },
    { start: 2 * mebibyte + 4096, end: 17 * mebibyte },
  ]);
});

test('a hole can take all, an end, or the middle of a span', () => {
  const span = { start: 10, end: 20 };
  assert.equal(without([span], { start: 0, end: 30 }), []);
  assert.equal(without([span], { start: 15, end: 30 }), [{ start: 10, end: 15 }]);
  assert.equal(without([span], { start: 12, end: 13 }), [
    { start: 10, end: 12 },
    { start: 13, end: 20 },
  ]);
  assert.equal(without([span], { start: 20, end: 30 }), [span]);
});

test('memory is given out from the top, or from the bottom, aligned and between bounds', () => {
  const placement = new Placement([{ start: mebibyte, end: 64 * mebibyte }]);
  assert.is(placement.take('a', { size: 1 }), 64 * mebibyte - 4096);
  assert.is(placement.take('b', { size: 4097 }), 64 * mebibyte - 3 * 4096);
  assert.is(placement.take('c', { size: mebibyte, alignment: 2 * mebibyte, low: true }), 2 * mebibyte);
  assert.is(placement.take('d', { size: mebibyte, min: 16 * mebibyte, low: true }), 16 * mebibyte);
  assert.is(placement.take('e', { size: mebibyte, max: 32 * mebibyte }), 31 * mebibyte);
});

test('no byte is given out twice', () => {
  const placement = new Placement([{ start: 0, end: 3 * 4096 }]);
  const places = [1, 2, 3].map(() => placement.take('a page', { size: 4096 }));
  assert.equal(places.sort(), [0, 4096, 8192]);
  assert.throws(
    () => placement.take('the initrd', { size: 4096 }),
    (error: unknown) => error instanceof LoadError && /no room in memory for the initrd \(4 KiB\)/.test(error.message),
  );
});

test('a fixed place is taken once, with the pages that it touches', () => {
  const placement = new Placement([{ start: 0, end: 8 * 4096 }]);
  assert.ok(placement.takeAt(4096 + 10, 4096));
  assert.not(placement.isFree(2 * 4096, 1));
  assert.ok(placement.isFree(3 * 4096, 4096));
  assert.not(placement.takeAt(4096, 1));
  assert.not(placement.takeAt(7 * 4096, 4097));
});

test('the bounds of the caller hold', () => {
  const placement = new Placement([{ start: 0, end: 2 ** 30 }], { start: 0x100000, end: 0x200000 });
  assert.is(placement.find({ size: 4096, low: true }), 0x100000);
  assert.is(placement.find({ size: 4096 }), 0x200000 - 4096);
  assert.is(placement.find({ size: 0x100001 }), undefined);
});

test.run();
