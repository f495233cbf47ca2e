// The kernel comes out of what it is wrapped in, byte for byte.

import { closeSync, fstatSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import type { Compression } from '../../../src/images/decompress.ts';
import { readInitrd } from '../../../src/images/initrd.ts';
import { fromBytes } from '../../../src/images/source.ts';
import type { FilePart } from '../../../src/kexec/file-part.ts';
import { joinInitrds } from '../../../src/kexec/initrd.ts';
import { LoadError } from '../../../src/kexec/load-error.ts';
import { type UnwrapOptions, unwrapKernel } from '../../../src/kexec/unwrap.ts';
import { failure } from '../../failure.ts';
import { compress, compressors } from '../images/compressors.ts';
import { amd64Kernel, arm64Kernel } from '../images/real-kernels.ts';
import { zbootImage } from '../images/zboot-image.ts';
import { peImage } from '../pe-image.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
const kernel = readFileSync((await amd64Kernel()).path).subarray(0, 2 ** 20);
const arm64 = readFileSync((await arm64Kernel()).path).subarray(0, 2 ** 20);

let files = 0;
function opened(bytes: Uint8Array): FilePart {
  const path = join(directory.path, `${files++}`);
  writeFileSync(path, bytes);
  return { fd: openSync(path, 'r'), offset: 0, size: bytes.length };
}

function contentOf(fd: number): Buffer {
  const bytes = Buffer.alloc(fstatSync(fd).size);
  readSync(fd, bytes, 0, bytes.length, 0);
  return bytes;
}

/** What comes out of a file of these bytes. */
async function unwrap(bytes: Uint8Array, options: UnwrapOptions = {}) {
  const file = opened(bytes);
  const found = await unwrapKernel(file, '/boot/vmlinuz', options);
  try {
    const initrd = await joinInitrds([...found.before, 'the one that is configured', ...found.after].map(part));
    const content = initrd && contentOf(initrd.fd);
    await initrd?.close();
    return { same: found.kernel === file.fd, kernel: contentOf(found.kernel), initrd: content, cmdline: found.cmdline };
  } finally {
    await found.close();
    closeSync(file.fd);
  }

  function part<T>(one: T | string): T | Uint8Array {
    return typeof one === 'string' ? Buffer.from(one) : one;
  }
}

test('a kernel that is not wrapped is the file itself', async () => {
  assert.is((await unwrap(kernel)).same, true);
});

for (const name of Object.keys(compressors) as Compression[]) {
  test(`a kernel that was compressed with ${name}`, async () => {
    assert.ok((await unwrap(compress(kernel, compressors[name]))).kernel.equals(kernel));
  });
}

test('a kernel in a zboot image, and one in a zboot image in a unified kernel image', async () => {
  const zboot = zbootImage(compress(arm64, compressors.zstd), 'zstd22');
  assert.ok((await unwrap(zboot)).kernel.equals(arm64));
  assert.ok((await unwrap(peImage([['.linux', zboot]], 0xaa64))).kernel.equals(arm64));
});

test('of a unified kernel image the parts stand in the order of its stub', async () => {
  const image = peImage([
    ['.cmdline', 'quiet \n\0'],
    ['.initrd', 'the initrd..'],
    ['.linux', kernel],
    ['.ucode', 'microcode...'],
  ]);
  const addons = ['one.', 'two.'].map((text) =>
    opened(
      peImage([
        ['.ucode', `microcode of ${text}`],
        ['.initrd', `initrd of ${text}`],
      ]),
    ),
  );
  const { kernel: inner, initrd, cmdline } = await unwrap(image, { addons });
  assert.ok(inner.equals(kernel));
  assert.is(cmdline, 'quiet');
  const expected = ['microcode of two.', 'microcode of one.', 'microcode...', 'the one that is configured'];
  const padded = [...expected, 'the initrd..', 'initrd of one.', 'initrd of two.'].map((text) =>
    text.padEnd(Math.ceil(text.length / 4) * 4, '\0'),
  );
  assert.is(initrd?.toString(), padded.join(''));
});

test('the profile that is asked for, and the texts that the system finds in /.extra', async () => {
  const image = peImage([
    ['.linux', kernel],
    ['.osrel', 'ID=debian\n'],
    ['.pcrsig', '{}'],
    ['.cmdline', 'first'],
    ['.profile', 'ID=main\n'],
    ['.profile', 'ID=other\n'],
    ['.cmdline', 'second'],
  ]);
  const file = opened(image);
  const found = await unwrapKernel(file, 'image', { profile: 1 });
  assert.is(found.cmdline, 'second');
  const joined = await joinInitrds(found.after);
  const bytes = contentOf(joined!.fd);
  const { archives, problem } = await readInitrd(fromBytes(bytes));
  assert.is(problem, undefined);
  assert.equal(
    archives.map(({ files: count }) => count),
    [1, 1, 1],
  );
  assert.match(bytes.toString('latin1'), /\.extra\/tpm2-pcr-signature\.json\0+\{\}/);
  assert.match(bytes.toString('latin1'), /\.extra\/os-release\0+ID=debian/);
  assert.match(bytes.toString('latin1'), /\.extra\/profile\0+ID=other/);
  await joined!.close();
  await found.close();
  assert.match((await failure(unwrapKernel(file, 'image', { profile: 7 }))).message, /image has no profile 7/);
});

test('device trees in a unified kernel image, several to choose from among them, leave its kernel as it is', async () => {
  const image = peImage([
    ['.dtbauto', 'the tree of one machine'],
    ['.linux', kernel],
    ['.dtbauto', 'the tree of another machine'],
    ['.hwids', 'x'.repeat(28)],
    ['.dtb', 'the tree of all'],
    ['.cmdline', 'quiet'],
    ['.profile', 'ID=main\n'],
    ['.dtbauto', 'the tree of this profile'],
  ]);
  const file = opened(image);
  const found = await unwrapKernel(file, 'image');
  assert.ok(contentOf(found.kernel).equals(kernel));
  assert.is(found.cmdline, 'quiet');
  const { offset, size } = found.devicetree!;
  assert.is(Buffer.from(image).toString('latin1', offset, offset + size), 'the tree of all');
  await found.close();
});

test('a kernel that lies inside a larger file is copied out of it', async () => {
  const whole = Buffer.concat([Buffer.alloc(2048), kernel, Buffer.alloc(2048)]);
  const found = await unwrapKernel({ ...opened(whole), offset: 2048, size: kernel.length }, 'kernel');
  assert.ok(contentOf(found.kernel).equals(kernel));
  await found.close();
});

const damaged: Readonly<Record<string, readonly [Uint8Array, RegExp, UnwrapOptions?]>> = {
  'that is cut off': [compress(kernel, compressors.xz).subarray(0, -1000), /is damaged: it ends too early/],
  'that is cut off at its begin': [
    compress(kernel, compressors.xz).subarray(0, 1000),
    /cannot be used: it ends too early/,
  ],
  'that is no kernel': [compress(Buffer.from('a text'), compressors.gzip), /what is compressed in it is no kernel/],
  'that is a decompression bomb': [
    compress(Buffer.concat([kernel, Buffer.alloc(2 ** 24)]), compressors.bzip2),
    /unpacks to more than 4 MiB/,
    { limit: 2 ** 22 },
  ],
  'with a section behind its end': [
    Buffer.from(peImage([['.linux', kernel]])).subarray(0, 10_000),
    /is cut off: its section \.linux is not all there/,
  ],
};

for (const [what, [bytes, message, options]] of Object.entries(damaged)) {
  test(`an image ${what} is refused with a sentence`, async () => {
    const error = await failure(unwrapKernel(opened(bytes), '/boot/vmlinuz', options));
    assert.instance(error, LoadError);
    assert.match(error.message, message);
    assert.match(error.message, /\/boot\/vmlinuz/);
  });
}

test.run();
