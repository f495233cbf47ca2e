import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { appendInitramfs } from '../../../../build/forms/bzimage-payload.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { readBzImage } from '../../../../src/images/bzimage.ts';
import { failure } from '../../../failure.ts';
import { amd64Kernel } from '../../images/real-kernels.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
const kernel = readFileSync((await amd64Kernel()).path);
const initramfs = Buffer.alloc(1_000_003, 'initramfs');
const payload = await appendInitramfs(kernel, initramfs);

test('it is a bzImage that is all there, and no program of UEFI any more', () => {
  assert.is(readBzImage(payload)?.size, payload.length);
  writeFileSync(join(directory.path, 'payload'), payload);
  assert.is.not(payload.toString('latin1', 0, 2), 'MZ');
  assert.not.ok(readBzImage(payload)!.flags.some((flag) => flag.startsWith('EFI_HANDOVER')));
});

test('its checksum is as the build of Linux makes it: that of all of it comes out as nothing', () => {
  assert.is(~crc32(payload) >>> 0, 0);
});

test('what the loader has to reserve holds the kernel, unpacked, and the initramfs behind it', () => {
  const needs = (image: Buffer) => image.readUInt32LE(0x260);
  assert.ok(needs(payload) >= needs(kernel) + kernel.readUInt32LE(0x230) + initramfs.length);
});

test('both entry points jump to code behind the kernel, which has what was there', () => {
  const setup = (kernel[0x1f1]! + 1) * 512;
  const behind = readBzImage(kernel)!.size;
  for (const [entry, saved] of [
    [0, 0x18],
    [0x200, 0x20],
  ] as const) {
    const at = setup + entry;
    assert.is(payload[at], 0xe9);
    const target = at + 5 + payload.readInt32LE(at + 1);
    assert.ok(target > behind && target < behind + 1024);
    assert.equal(payload.subarray(behind + saved, behind + saved + 8), kernel.subarray(at, at + 8));
  }
  const code = join(directory.path, 'code');
  writeFileSync(code, payload.subarray(behind, behind + 1024));
  const listing = (bits: string, start: string) =>
    execFileSync(
      'objdump',
      ['-D', '-b', 'binary', '-m', bits, `--start-address=${start}`, '--stop-address=0x1c1', code],
      { encoding: 'utf8' },
    );
  assert.match(listing('i386', '0x40'), /40:\s+fa\s+cli[\s\S]*rep movsl[\s\S]*jmp +\*%ebx/);
  assert.match(listing('i386:x86-64', '0x100'), /100:\s+fa\s+cli[\s\S]*rep movsq[\s\S]*jmp +\*%rax/);
});

test('what is no bzImage, and one that is cut off, is refused', async () => {
  for (const bytes of [Buffer.from('no kernel'), kernel.subarray(0, 100_000), Buffer.alloc(0)])
    assert.is(
      (await failure(appendInitramfs(bytes, initramfs))).message,
      'the kernel is no complete bzImage for x86-64 that can be relocated',
    );
});

test.run();
