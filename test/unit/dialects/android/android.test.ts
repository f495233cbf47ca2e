// The images are made by the real mkbootimg where it is there; version 4, which Debian's does not know, by hand.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { android } from '../../../../src/dialects/android/index.ts';
import { parseAndroidImage, parseAndroidVendorImage } from '../../../../src/images/android.ts';
import { MemoryVolume } from '../../memory-volume.ts';

const PC = { firmware: 'pc', cpu: 'arm64' } as const;
const CMDLINE = `androidboot.hardware=board ${'x'.repeat(600)} end`;
const KERNEL = 'K'.repeat(5_000);
const RAMDISK = 'R'.repeat(3_000);

const test = suite<{ scratch: string; made: (...args: string[]) => Buffer }>('Android boot images');

test.before((context) => {
  context.scratch = mkdtempSync(join(tmpdir(), 'baton-android-'));
  const file = (name: string) => join(context.scratch, name);
  for (const [name, text] of [
    ['kernel', KERNEL],
    ['ramdisk', RAMDISK],
    ['dtb', 'D'.repeat(100)],
  ] as const)
    writeFileSync(file(name), text);
  context.made = (...args) => {
    const inputs = ['--kernel', file('kernel'), '--ramdisk', file('ramdisk'), '--cmdline', CMDLINE, '-o', file('out')];
    execFileSync('mkbootimg', [...inputs, ...args.map((arg) => arg.replace('@', `${context.scratch}/`))]);
    return readFileSync(file('out'));
  };
});
test.after(({ scratch }) => rmSync(scratch, { recursive: true }));

async function read(files: Readonly<Record<string, Uint8Array>>) {
  const volume = new MemoryVolume({ id: 'sda1' }, files);
  return (await android.read('/boot.img', volume, [volume], PC))?.entries[0];
}

for (const version of ['0', '1', '2'])
  if (hasTool())
    test(`version ${version}: pieces lie where mkbootimg put them`, async ({ made }) => {
      const bytes = made(
        '--header_version',
        version,
        '--board',
        'phone',
        ...(version === '2' ? ['--dtb', '@dtb'] : []),
      );
      const image = parseAndroidImage(bytes)!;
      const piece = ({ offset, size }: { offset: number; size: number }) =>
        bytes.toString('latin1', offset, offset + size);
      assert.equal([image.version, image.name, image.cmdline], [Number(version), 'phone', CMDLINE]);
      assert.equal([piece(image.kernel), piece(image.ramdisk)], [KERNEL, RAMDISK]);
      if (version === '2') assert.is(piece(image.devicetree!), 'D'.repeat(100));
    });

if (hasTool())
  test('version 3: the vendor has its own image, whose ramdisk and cmdline come first', async ({ made, scratch }) => {
    const vendorArgs = ['--vendor_boot', '@vendor', '--vendor_ramdisk', '@ramdisk', '--vendor_cmdline', 'vendor=1'];
    made('--header_version', '3', '--dtb', '@dtb', ...vendorArgs);
    const bytes = made('--header_version', '3');
    const vendor = readFileSync(join(scratch, 'vendor'));
    const { ramdisk, devicetree } = parseAndroidVendorImage(vendor)!;
    assert.is(vendor.toString('latin1', ramdisk.offset, ramdisk.offset + ramdisk.size), RAMDISK);
    assert.is(vendor.toString('latin1', devicetree.offset, devicetree.offset + devicetree.size), 'D'.repeat(100));
    const kernel = parseAndroidImage(bytes)!.kernel;
    assert.is(bytes.toString('latin1', kernel.offset, kernel.offset + kernel.size), KERNEL);

    const entry = await read({ '/boot.img': bytes, '/vendor_boot.img': vendor });
    assert.equal(entry!.kernel, { volume: 'sda1', path: '/kernel', image: '/boot.img' });
    assert.equal(
      entry!.initrds.map(({ image }) => image),
      ['/vendor_boot.img', '/boot.img'],
    );
    assert.is(entry!.cmdline, `vendor=1 ${CMDLINE}`);
    assert.is(entry!.devicetree?.image, '/vendor_boot.img');
    assert.match((await read({ '/boot.img': bytes }))!.diagnostics[0]!, 'There is no /vendor_boot.img');
  });

test('version 4: the generic ramdisk comes from init_boot, and bootconfig is told', async () => {
  const boot = header('ANDROID!', 4096, { 8: 5_000, 40: 4 }, { 44: 'generic=1' });
  const init = header('ANDROID!', 4096, { 12: 3_000, 40: 4 }, {});
  const sizes = { 8: 4, 12: 2048, 24: 1_000, 2096: 2128, 2100: 0, 2112: 108, 2124: 20 };
  const vendor = header('VNDRBOOT', 4096, sizes, { 28: 'vendor=1' });
  const entry = await read({ '/boot.img': boot, '/init_boot.img': init, '/vendor_boot.img': vendor });
  assert.equal(
    entry!.initrds.map(({ image }) => image),
    ['/vendor_boot.img', '/init_boot.img'],
  );
  assert.is(entry!.cmdline, 'vendor=1 generic=1');
  assert.match(entry!.diagnostics[0]!, 'bootconfig');
  // Behind two pages of header: one of ramdisk, none of device tree, one of the ramdisks' table.
  assert.equal(parseAndroidVendorImage(vendor)!.bootconfig, { offset: 4 * 2048, size: 20 });
});

test('what is no such image has no entry', async () => {
  assert.is(await read({ '/boot.img': Buffer.from('ANDROID!') }), undefined);
  assert.is(await read({ '/boot.img': Buffer.alloc(4096) }), undefined);
  assert.is(await read({ '/boot.img': header('ANDROID!', 4096, { 8: 1, 40: 9 }, {}) }), undefined);
  assert.is(await read({ '/boot.img': header('ANDROID!', 4096, { 8: 1, 36: 3 }, {}) }), undefined);
});

function header(magic: string, length: number, numbers: Record<number, number>, texts: Record<number, string>): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.write(magic, 'latin1');
  for (const [offset, number] of Object.entries(numbers)) bytes.writeUInt32LE(number, Number(offset));
  for (const [offset, text] of Object.entries(texts)) bytes.write(text, Number(offset));
  return bytes;
}

function hasTool(): boolean {
  try {
    execFileSync('mkbootimg', ['--help'], { stdio: 'ignore' });
    return true;
  } catch {
    console.log('skipped: images of versions 0 to 3, since mkbootimg is not installed');
    return false;
  }
}

test.run();
