import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readPe } from '../../../src/images/pe.ts';
import { peImage, X64 } from '../pe-image.ts';
import { realSystemd } from '../real-systemd.ts';

const readAtOf = (bytes: Uint8Array) => async (offset: number, length: number) =>
  bytes.subarray(offset, offset + length);
const read = (bytes: Uint8Array) => readPe(readAtOf(bytes));

const systemd = await realSystemd().catch((error: Error) => {
  console.log(`skipped, because systemd could not be fetched: ${error.message}`);
});
const binutils = !spawnSync('objdump', ['--version']).error;
if (!binutils) console.log('skipped, because objdump (package binutils) is not installed');

(systemd && binutils ? test : test.skip)("objdump sees the same sections in systemd's stub", async () => {
  const lines = execFileSync('objdump', ['-h', systemd!.stub], { encoding: 'utf8' }).matchAll(
    /^ +[0-9]+ (\S+) +([0-9a-f]{8}) +\S+ +\S+ +([0-9a-f]{8})/gm,
  );
  const expected = [...lines].map(([, name, size, offset]) => ({
    name,
    offset: Number.parseInt(offset!, 16),
    size: Number.parseInt(size!, 16),
  }));
  assert.ok(expected.length > 4);
  assert.equal(await read(readFileSync(systemd!.stub)), { machine: X64, sections: expected });
});

test('a section table behind the first page is found, and nothing else is read', async () => {
  const image = peImage([['.linux', 'kernel']]);
  const far = Buffer.concat([image.subarray(0, 64), Buffer.alloc(100_000), image.subarray(64)]);
  far.writeUInt32LE(100_064, 0x3c);
  let bytesRead = 0;
  const pe = await readPe(async (offset, length) => {
    bytesRead += length;
    return far.subarray(offset, offset + length);
  });
  assert.equal(
    pe?.sections.map(({ name }) => name),
    ['.linux'],
  );
  assert.ok(bytesRead < 5_000);
});

test('what only memory has of a section is not in the file', async () => {
  const image = Buffer.from(peImage([['.data', 'content']]));
  image.writeUInt32LE(1_000_000, image.indexOf('.data') + 8);
  assert.is((await read(image))?.sections[0]?.size, 7);
});

test('images cut off anywhere before the end of the section table are none', async () => {
  const image = peImage([['.linux', '']]);
  for (let length = 0; length < image.length; length += 1) assert.is(await read(image.subarray(0, length)), undefined);
  assert.ok(await read(image));
});

test('other files are no images', async () => {
  const table = Buffer.from(peImage([['.linux', 'kernel']]));
  table.writeUInt16LE(0xffff, 64 + 6);
  assert.is(await read(table), undefined);
  assert.is(await read(Buffer.from('MZ')), undefined);
  assert.is(await read(Buffer.concat([Buffer.from('MZ'), Buffer.alloc(5_000, 0xff)])), undefined);
});

test.run();
