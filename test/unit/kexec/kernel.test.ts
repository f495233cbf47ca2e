import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readBzImage } from '../../../src/images/bzimage.ts';
import { checkKernel } from '../../../src/kexec/kernel.ts';
import { LoadError } from '../../../src/kexec/load-error.ts';

/** A setup header as the boot protocol describes it, of a kernel with `code` bytes after four setup sectors. */
function bzImage(code: number, cmdlineSize: number): Buffer {
  const bytes = Buffer.alloc(5 * 512 + code);
  bytes.writeUInt8(4, 0x1f1);
  bytes.writeUInt32LE(code / 16, 0x1f4);
  bytes.writeUInt16LE(0xaa55, 0x1fe);
  bytes.write('HdrS', 0x202, 'latin1');
  bytes.writeUInt16LE(0x020f, 0x206);
  bytes.writeUInt16LE(0x300, 0x20e);
  bytes.writeUInt8(1, 0x234);
  bytes.writeUInt32LE(cmdlineSize, 0x238);
  bytes.write('6.1.0-56-cloud-amd64 (debian) #1 SMP\0', 0x500, 'latin1');
  return bytes;
}

const kernels = suite('kernel', { directory: '' });
kernels.before((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'baton-kernel-'));
});
kernels.after(({ directory }) => rmSync(directory, { recursive: true }));

function check(directory: string, bytes: Uint8Array, cmdline: string): void {
  writeFileSync(join(directory, 'vmlinuz'), bytes);
  const fd = openSync(join(directory, 'vmlinuz'), 'r');
  try {
    checkKernel(fd, '/boot/vmlinuz', cmdline);
  } finally {
    closeSync(fd);
  }
}

kernels('the setup header tells protocol, version, sizes', () => {
  assert.equal(readBzImage(bzImage(1600, 2047)), {
    format: 'bzimage',
    architecture: 'i386',
    protocol: '2.15',
    version: '6.1.0-56-cloud-amd64 (debian) #1 SMP',
    cmdlineSize: 2047,
    initrdMax: 0,
    relocatable: true,
    flags: [],
    size: 2560 + 1600,
  });
});

kernels('a file that is whole passes, and so does one with a signature behind it', ({ directory }) => {
  check(directory, bzImage(1600, 2047), 'quiet');
  check(directory, Buffer.concat([bzImage(1600, 2047), Buffer.alloc(2000)]), 'quiet');
});

kernels('a file that is cut off is refused with both sizes', ({ directory }) => {
  const half = bzImage(16000, 2047).subarray(0, 9000);
  assert.throws(
    () => check(directory, half, 'quiet'),
    (error: unknown) =>
      error instanceof LoadError && /vmlinuz is cut off: it has 9000 bytes of 18560/.test(error.message),
  );
});

kernels('a command line is measured in bytes against what the kernel takes', ({ directory }) => {
  check(directory, bzImage(1600, 2047), 'x'.repeat(2047));
  assert.throws(() => check(directory, bzImage(1600, 2047), `${'x'.repeat(2046)}ü`), /has 2048 bytes.*at most 2047/);
});

kernels('an empty file is refused, and what is no bzImage is left to the running kernel', ({ directory }) => {
  assert.throws(() => check(directory, new Uint8Array(), ''), /is empty/);
  check(directory, Buffer.from('\x7fELF'), 'quiet');
});

kernels('any bytes are either an image or not, without an exception', () => {
  const image = bzImage(1600, 2047);
  for (let length = 0; length < 0x600; length++) readBzImage(image.subarray(0, length));
  for (let at = 0x1f0; at < 0x270; at++) {
    const broken = Buffer.from(image);
    broken[at] = 0xff;
    readBzImage(broken);
  }
});

kernels.run();
