// Boot#### variables and the device paths in them.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseBootOption, writeBootOption } from '../../../src/firmware/boot-option.ts';
import { fileDevicePath, parseDevicePath } from '../../../src/firmware/device-path.ts';

/** `HD(1,GPT,f5b2bb1f-9f4f-4b5c-8f55-0a3c2b1d4e6f,0x800,0x82000)`, byte by byte as the specification has it. */
const partition =
  '04012a00' + '01000000' + '0008000000000000' + '0020080000000000' + '1fbbb2f54f9f5c4b8f550a3c2b1d4e6f' + '0202';
const utf16 = (text: string) => Buffer.from(text, 'utf16le').toString('hex');
const end = '7fff0400';
/** `File(\EFI\MICROSOFT\BOOT\BOOTMGFW.EFI)`: 4 bytes, and 33 characters of 2 with the NUL. */
const file = `04044600${utf16('\\EFI\\MICROSOFT\\BOOT\\BOOTMGFW.EFI\0')}`;

const windows = `01000000${'7400'}${utf16('Windows Boot Manager\0')}${partition}${file}${end}57494e444f5753000100`;

test('an option has a title, a file on a partition, and data for its program', () => {
  assert.equal(parseBootOption(3, Buffer.from(windows, 'hex')), {
    number: 3,
    title: 'Windows Boot Manager',
    active: true,
    listed: true,
    path: {
      partition: { number: 1, start: 0x800n, size: 0x82000n, partuuid: 'f5b2bb1f-9f4f-4b5c-8f55-0a3c2b1d4e6f' },
      file: '/EFI/MICROSOFT/BOOT/BOOTMGFW.EFI',
      kind: 'file',
    },
    data: Buffer.from('WINDOWS\0\x01\0', 'latin1'),
  });
});

test('what is written is what the specification has', () => {
  const path = fileDevicePath(
    { number: 1, start: 0x800n, size: 0x82000n, partuuid: 'f5b2bb1f-9f4f-4b5c-8f55-0a3c2b1d4e6f' },
    '/EFI/MICROSOFT/BOOT/BOOTMGFW.EFI',
  );
  const data = Buffer.from('57494e444f5753000100', 'hex');
  assert.is(writeBootOption('Windows Boot Manager', path, data).toString('hex'), windows);
});

test('a partition of an MBR is known by the number of the disk', () => {
  const bytes = '04012a0002000000000800000000000000000100000000004d3c2b1a000000000000000000000000' + '0101';
  const parsed = parseDevicePath(Buffer.from(bytes + end, 'hex'));
  assert.equal(parsed, {
    partition: { number: 2, start: 0x800n, size: 0x10000n, partuuid: '1a2b3c4d-02' },
    kind: 'disk',
  });
  const written = fileDevicePath(parsed.partition!, '/x.efi').toString('hex');
  assert.is(written.slice(0, bytes.length), bytes);
});

test('hidden options and the tools of the firmware are not for menus, and others may be inactive', () => {
  const option = (attributes: string) => {
    const { active, listed } = parseBootOption(0, Buffer.from(`${attributes}0400${utf16('x\0')}${end}`, 'hex'))!;
    return { active, listed };
  };
  assert.equal(option('01000000'), { active: true, listed: true });
  assert.equal(option('00000000'), { active: false, listed: true });
  assert.equal(option('09000000'), { active: true, listed: false });
  assert.equal(option('01010000'), { active: true, listed: false });
});

test('what the firmware starts is told apart', () => {
  const kind = (nodes: string) => parseDevicePath(Buffer.from(nodes + end, 'hex')).kind;
  const pci = '010106000002';
  assert.is(kind(''), 'other');
  assert.is(kind(`${pci}030b2500${'00'.repeat(33)}`), 'network');
  assert.is(kind(`${pci}03120a00${'00'.repeat(6)}`), 'disk');
  assert.is(kind(`04061400${'00'.repeat(16)}`), 'firmware');
});

test('whatever the bytes are, there is an answer', () => {
  const bytes = Buffer.from(windows, 'hex');
  for (let length = 0; length < bytes.length; length++) parseBootOption(0, bytes.subarray(0, length));
  for (let at = 0; at < bytes.length; at++)
    for (const value of [0, 1, 0x7f, 0xff]) {
      const broken = Buffer.from(bytes);
      broken[at] = value;
      parseBootOption(0, broken);
    }
  assert.is(parseBootOption(0, Buffer.alloc(5)), undefined);
  assert.is(parseBootOption(0, Buffer.from(`01000000ff00${utf16('x\0')}${end}`, 'hex')), undefined);
  assert.equal(parseDevicePath(Buffer.alloc(1000)), { kind: 'other' });
});

test.run();
