// What the firmware is to start next, in a directory that stands for efivarfs.

import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import type { Entry } from '../../../src/entry/entry.ts';
import { bootOnce, removeOwnOptions } from '../../../src/firmware/boot-once.ts';
import { writeBootOption } from '../../../src/firmware/boot-option.ts';
import { readBootOptions } from '../../../src/firmware/boot-options.ts';
import { refuseCircles } from '../../../src/firmware/circles.ts';
import { fileDevicePath } from '../../../src/firmware/device-path.ts';
import { firmwareMenu } from '../../../src/firmware/menu.ts';
import { readOwnProgram } from '../../../src/firmware/own-program.ts';
import { requestSetup } from '../../../src/firmware/setup.ts';
import { encodeText } from '../../../src/firmware/text.ts';
import { EfiVariables, vendors } from '../../../src/linux/efi-variables.ts';
import { failure } from '../../failure.ts';
import { entry, reading } from '../entries.ts';
import { MemoryVolume } from '../memory-volume.ts';

// On a disk: a filesystem in memory may have no flags.
const parent = await temporaryDirectory('large');
test.after(parent.remove);

const partuuid = 'f5b2bb1f-9f4f-4b5c-8f55-0a3c2b1d4e6f';
const option = (title: string, file: string, data = '') =>
  writeBootOption(
    title,
    fileDevicePath({ number: 1, start: 2048n, size: 4096n, partuuid }, file),
    Buffer.from(data, 'latin1'),
  );
const number = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.from([value & 0xff, value >> 8])));

const usual = {
  Boot0000: option('debian', '/EFI/debian/shimx64.efi'),
  Boot0001: option('Windows Boot Manager', '/EFI/Microsoft/Boot/bootmgfw.efi', 'WINDOWS\0\x01'),
  Boot0002: option('baton', '/EFI/baton/batonx64.efi'),
  Boot0003: option('Firmware updater', '/EFI/debian/shimx64.efi', '\\fwupdx64.efi'),
  BootOrder: number(2, 0, 3),
  BootCurrent: number(2),
};

/** @param passing variables of the loader that a reset forgets */
async function machineWith(values: Record<string, Buffer>, passing: Record<string, Buffer> = {}) {
  const directory = mkdtempSync(join(parent.path, 'vars-'));
  const path = (name: string) => join(directory, `${name}-${vendors.global}`);
  for (const [name, value] of Object.entries(values))
    writeFileSync(path(name), Buffer.concat([Buffer.from([7, 0, 0, 0]), value]));
  for (const [name, value] of Object.entries(passing))
    writeFileSync(join(directory, `${name}-${vendors.loader}`), Buffer.concat([Buffer.from([6, 0, 0, 0]), value]));
  const variables = new EfiVariables(directory);
  const options = await readBootOptions(variables);
  const own = await readOwnProgram(variables, options);
  const start = (what: Entry) => bootOnce(variables, options, own, what, [esp]);
  const read = (name: string) => readFileSync(path(name)).subarray(4);
  const names = () => readdirSync(directory).map((name) => name.slice(0, name.indexOf('-')));
  return { variables, options, own, start, read, names };
}

const esp = new MemoryVolume(
  { id: 'vda1', partuuid, device: '/dev/nowhere1' },
  {
    '/EFI/Microsoft/Boot/bootmgfw.efi': 'MZ',
    '/EFI/baton/batonx64.efi': 'MZ',
    '/efi/debian/shimx64.efi': 'MZ',
    '/shellx64.efi': 'MZ',
  },
);
const efi = (path: string, differences: Partial<Entry> = {}): Entry =>
  entry(path, { kind: 'efi', kernel: { volume: 'vda1', path }, initrds: [], cmdline: '', ...differences });

test('options come in the order of the firmware, and the one that led here is known', async () => {
  const { options, own } = await machineWith(usual);
  assert.equal(
    options.all.map(({ title }) => title),
    ['baton', 'debian', 'Firmware updater', 'Windows Boot Manager'],
  );
  assert.is(options.current?.title, 'baton');
  assert.equal(own, { partuuid, file: '/EFI/baton/batonx64.efi' });
});

test('the menu of the firmware is without baton, and without what a configuration has', async () => {
  const { options, own } = await machineWith(usual);
  const windows = efi('/efi/microsoft/boot/BOOTMGFW.EFI');
  const titles = (entries: Entry[]) =>
    firmwareMenu(options, own, [reading(entries)], [esp])?.entries.map(({ title }) => title);
  assert.equal(titles([]), ['debian', 'Firmware updater', 'Windows Boot Manager']);
  assert.equal(titles([windows]), ['debian', 'Firmware updater']);
  const [first] = firmwareMenu(options, own, [], [esp])!.entries;
  assert.equal(
    [first!.id, first!.kind, first!.source, first!.kernel],
    ['Boot0000', 'efi', 'firmware', { volume: 'vda1', path: '/EFI/debian/shimx64.efi' }],
  );
});

test('an entry is started by the option of the firmware that has its file, and Windows with what it is given there', async () => {
  const { start, read } = await machineWith(usual);
  await start(efi('/EFI/Microsoft/Boot/bootmgfw.efi'));
  assert.equal(read('BootNext'), number(1));
  await start(efi('/efi/debian/shimx64.efi'));
  assert.equal(read('BootNext'), number(0));
  // One that gives it arguments is another thing, wherever it stands.
  const updater = await machineWith({ ...usual, BootOrder: number(2, 3, 0) });
  await updater.start(efi('/efi/debian/shimx64.efi'));
  assert.equal(updater.read('BootNext'), number(0));
});

test('an entry of the menu of the firmware is started by its own option', async () => {
  const { start, read, options, own } = await machineWith(usual);
  await start(firmwareMenu(options, own, [], [esp])!.entries.find(({ title }) => title === 'Firmware updater')!);
  assert.equal(read('BootNext'), number(3));
});

test('baton does not have itself started', async () => {
  const { start, names } = await machineWith(usual);
  assert.match((await failure(start(efi('/EFI/baton/batonx64.efi')))).message, /would come to it again$/);
  assert.is(names().includes('BootNext'), false);
});

test("baton is known by what systemd's stub says, where the firmware names only a disk", async () => {
  const { BootCurrent: _, ...others } = usual;
  const stub = {
    LoaderDevicePartUUID: encodeText(partuuid.toUpperCase()),
    LoaderImageIdentifier: encodeText('\\EFI\\baton\\BATONX64.EFI'),
  };
  const { start, own, names } = await machineWith(others, stub);
  assert.equal(own, { partuuid, file: '/EFI/baton/BATONX64.EFI' });
  assert.match((await failure(start(efi('/EFI/baton/batonx64.efi')))).message, /would come to it again$/);
  assert.is(names().includes('BootNext'), false);
});

test('what cannot be started says why', async () => {
  const { start } = await machineWith(usual);
  const why = async (what: Entry) => (await failure(start(what))).message;
  assert.match(await why(entry('Debian')), /no EFI program.* press Enter$/);
  assert.match(await why(efi('/gone.efi')), /no file \/gone\.efi on vda1/);
  assert.match(await why(efi('/x', { kernel: { path: '/x', wants: 'UUID=1' } })), /disk is not there \(UUID=1\)/);
  assert.match(await why(efi('/shellx64.efi')), /vda1 is no partition of a disk/);
});

test('what baton has made for one start is removed when it is back, with what it was to do', async () => {
  const { variables, options, names } = await machineWith({
    ...usual,
    Boot0004: option('baton once: EFI Shell', '/shellx64.efi'),
    BootNext: number(4),
  });
  await removeOwnOptions(variables, options);
  assert.equal(
    names()
      .filter((name) => /^Boot(Next|\d{4})$/.test(name))
      .sort(),
    ['Boot0000', 'Boot0001', 'Boot0002', 'Boot0003'],
  );
});

test('the setup is asked for where there is one, beside what was asked for before', async () => {
  const supported = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
  const { variables, read } = await machineWith({
    OsIndicationsSupported: supported,
    OsIndications: Buffer.from([4, 0, 0, 0, 0, 0, 0, 0]),
  });
  assert.is(await requestSetup(variables), true);
  assert.is(read('OsIndications').readBigUInt64LE(), 5n);
  const none = await machineWith({ OsIndicationsSupported: Buffer.alloc(8) });
  assert.is(await requestSetup(none.variables), false);
  assert.is(none.names().includes('OsIndications'), false);
});

test('what came back at once is not started by itself again, and something else is', async () => {
  const { variables } = await machineWith({});
  const windows = efi('/EFI/Microsoft/Boot/bootmgfw.efi');
  await refuseCircles(variables, windows, 1_000_000);
  assert.match((await failure(refuseCircles(variables, windows, 1_000_030))).message, /30 s ago and came back/);
  await refuseCircles(variables, windows, 1_004_000);
  await refuseCircles(variables, efi('/shellx64.efi'), 1_004_001);
});

test.run();
