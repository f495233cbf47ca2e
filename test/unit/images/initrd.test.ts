// What initrds are made of, as the real cpio and the real compressors make them.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchPackage } from '../../../build/package.ts';
import { ensureTools } from '../../../build/tools.ts';
import { type CpioItem, writeCpio } from '../../../src/images/cpio.ts';
import type { Compression } from '../../../src/images/decompress.ts';
import { readInitrd } from '../../../src/images/initrd.ts';
import { fromBytes } from '../../../src/images/source.ts';
import { compress, compressors } from './compressors.ts';

await ensureTools(['cpio']);

const file = (path: string, text = path): CpioItem => ({
  path,
  mode: 0o644,
  content: { kind: 'file', data: Buffer.from(text) },
});
const directory = (path: string): CpioItem => ({ path, mode: 0o755, content: { kind: 'directory' } });
const of = (...parts: Uint8Array[]) => readInitrd(fromBytes(Buffer.concat(parts)));

const microcode = writeCpio([
  ...['kernel', 'kernel/x86', 'kernel/x86/microcode'].map(directory),
  file('kernel/x86/microcode/AuthenticAMD.bin'),
  file('kernel/x86/microcode/GenuineIntel.bin'),
]);
const system = writeCpio([
  ...['usr', 'usr/lib', 'usr/lib/modules', 'usr/lib/modules/6.1.0-56-amd64'].map(directory),
  file('usr/lib/modules/6.1.0-56-amd64/modules.dep'),
  file('init'),
]);

test("of Debian's installer there are as many files as cpio lists, and the modules of its kernel", async () => {
  const { root } = await fetchPackage('debian-installer-12-netboot-amd64');
  const images = 'usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64';
  const packed = readFileSync(join(root, images, 'initrd.gz'));
  const archive = gunzipSync(packed);
  const listed = execFileSync('cpio', ['--quiet', '-itv'], { input: archive, encoding: 'utf8', maxBuffer: 2 ** 26 });
  const { archives, problem } = await of(packed);
  assert.is(problem, undefined);
  assert.is(archives.length, 1);
  const [found] = archives;
  assert.equal([found!.compression, found!.variant, found!.size], ['gzip', 'newc', packed.length]);
  assert.is(found!.unpacked, archive.length);
  assert.is(found!.files, listed.split('\n').filter((line) => /^[^d]/.test(line)).length);
  assert.match(found!.modules.join(), /^6\.1\.0-\d+-amd64$/);
});

for (const name of Object.keys(compressors) as Compression[]) {
  test(`microcode before an archive that is compressed with ${name}`, async () => {
    const packed = compress(system, compressors[name]);
    const { archives, problem } = await of(microcode, packed);
    assert.is(problem, undefined);
    assert.equal(archives, [
      {
        ...{ offset: 0, size: microcode.length, variant: 'newc', files: 2, unpacked: microcode.length },
        ...{ microcode: ['AuthenticAMD', 'GenuineIntel'], modules: [] },
      },
      {
        ...{ offset: microcode.length, size: packed.length, compression: name, variant: 'newc', files: 2 },
        ...{ microcode: [], modules: ['6.1.0-56-amd64'], unpacked: system.length },
      },
    ]);
  });
}

test('archives behind a compressed one, and zeros between them, are found', async () => {
  const packed = compress(system, compressors.zstd);
  const zeros = Buffer.alloc((-packed.length & 3) + 4096);
  const { archives, problem } = await of(packed, zeros, microcode, microcode);
  assert.is(problem, undefined);
  const start = packed.length + zeros.length;
  assert.equal(
    archives.map(({ offset }) => offset),
    [0, start, start + microcode.length],
  );
});

test('the variants crc and odc are read as well', async () => {
  for (const variant of ['crc', 'odc'] as const) {
    const archive = execFileSync('cpio', ['--quiet', '-o', '-H', variant], {
      input: 'pe.test.ts\n.\nuki.test.ts\n',
      cwd: import.meta.dirname,
    });
    const { archives, problem } = await of(archive);
    assert.is(problem, undefined);
    assert.equal([archives[0]?.variant, archives[0]?.files], [variant, 2]);
  }
});

test('what is behind the last archive is told', async () => {
  const { archives, problem } = await of(system, Buffer.from('junk'));
  assert.is(archives.length, 1);
  assert.is(problem, `at byte ${system.length} begins what is no archive`);
});

test('an archive where Linux would not look for one is told', async () => {
  const packed = compress(system, compressors.gzip);
  // One byte behind where it would have to begin.
  const at = Math.ceil(packed.length / 4) * 4 + 1;
  const { archives, problem } = await of(packed, Buffer.alloc(at - packed.length), microcode);
  assert.is(archives.length, 1);
  assert.is(problem, `at byte ${at}, no multiple of 4, begins an archive, which Linux does not unpack`);
});

test('an archive that is cut off says where, and one with a name beyond all bounds says that', async () => {
  assert.match((await of(system.subarray(0, 300))).problem!, /^it ends in the midst of /);
  assert.match((await of(system.subarray(0, -200))).problem!, /^it ends (in the midst of|without a trailer)/);
  const long = Buffer.from(system);
  long.write('0000ffff', 94, 'latin1');
  assert.is((await of(long)).problem, 'a name has 65535 bytes');
});

test.run();
