// The variables of the Boot Loader Interface, in a directory that stands for efivarfs.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { type LoaderFacts, loaderVariables } from '../../../src/firmware/loader-facts.ts';
import { setLoaderVariables } from '../../../src/firmware/loader-variables.ts';
import { parseTimeout, readLoaderWishes } from '../../../src/firmware/loader-wishes.ts';
import { EfiVariables, vendors } from '../../../src/linux/efi-variables.ts';

const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const text = (bytes: Buffer | undefined) => bytes?.toString('utf16le');

/** Variables with these texts, as systemd's tools write them; attributes are those of kept ones. */
async function machineWith(values: Record<string, string>, attributes = '\x07\0\0\0') {
  const directory = await temporaryDirectory('large');
  const path = (name: string) => join(directory.path, `${name}-${vendors.loader}`);
  for (const [name, value] of Object.entries(values))
    writeFileSync(path(name), Buffer.concat([Buffer.from(attributes, 'latin1'), utf16(`${value}\0`)]));
  const names = () => readdirSync(directory.path).map((name) => name.slice(0, name.indexOf('-')));
  const read = (name: string) => text(readFileSync(path(name)).subarray(4));
  return { variables: new EfiVariables(directory.path), names, read };
}

const facts: LoaderFacts = {
  loader: 'baton 1.2',
  firmware: 'EDK II',
  firmwareType: 'UEFI 2.70',
  began: 0,
  ends: 8_250_000.4,
  partuuid: 'ba700000-0000-4000-8000-0000000000e5',
  entries: [
    { id: 'b.conf', inSubmenu: false },
    { id: 'a.conf', inSubmenu: true },
  ],
  selected: 'a.conf',
  remember: false,
};

test('texts are UTF-16 with a NUL, lists have one behind each, and features are a number of 64 bits', () => {
  const variables = loaderVariables({ ...facts, counter: '/loader/entries/a+2-1.conf' });
  assert.is(text(variables.get('LoaderInfo')), 'baton 1.2\0');
  assert.is(text(variables.get('LoaderEntries')), 'b.conf\0a.conf\0');
  assert.is(text(variables.get('LoaderEntrySelected')), 'a.conf\0');
  assert.is(text(variables.get('LoaderBootCountPath')), '\\loader\\entries\\a+2-1.conf\0');
  assert.is(text(variables.get('LoaderDevicePartUUID')), 'BA700000-0000-4000-8000-0000000000E5\0');
  assert.is(text(variables.get('LoaderTimeInitUSec')), '0\0');
  assert.is(text(variables.get('LoaderTimeExecUSec')), '8250000\0');
  assert.is(variables.get('LoaderFeatures')?.length, 8);
  // The time-out, a default and a one-shot entry.
  assert.is(variables.get('LoaderFeatures')!.readBigUInt64LE() & 0b1111n, 0b1111n);
  assert.is(variables.has('LoaderEntryLastBooted'), false);
  assert.is(text(loaderVariables({ ...facts, remember: true }).get('LoaderEntryLastBooted')), 'a.conf\0');
});

test('of very many entries those are listed that there is room for, in their order, and the one that is booted', () => {
  const entries = Array.from({ length: 500 }, (_, at) => ({ id: `entry-${at}.conf`, inSubmenu: at < 490 }));
  const bytes = loaderVariables({ ...facts, entries, selected: 'entry-300.conf' }).get('LoaderEntries')!;
  assert.ok(bytes.length <= 4096);
  const ids = text(bytes)!.split('\0').slice(0, -1);
  assert.ok(ids.includes('entry-300.conf') && ids.includes('entry-495.conf') && ids.includes('entry-0.conf'));
  const numbers = ids.map((id) => Number(/\d+/.exec(id)));
  assert.equal(
    numbers,
    numbers.toSorted((a, b) => a - b),
  );
});

test('what systemd has asked for is read', async () => {
  const { variables } = await machineWith({
    LoaderEntryOneShot: 'once.conf',
    LoaderEntryDefault: '@saved',
    LoaderEntryLastBooted: 'last.conf',
    LoaderConfigTimeout: 'menu-hidden',
    LoaderConfigTimeoutOneShot: '0',
  });
  assert.equal(await readLoaderWishes(variables), {
    oneShot: 'once.conf',
    default: '@saved',
    lastBooted: 'last.conf',
    timeout: { seconds: 0, style: 'hidden' },
    timeoutOneShot: { seconds: -1, style: 'menu' },
  });
  assert.equal(await readLoaderWishes((await machineWith({})).variables), {});
});

test('a timeout is a number of seconds or a word, and anything else is none', () => {
  assert.equal(parseTimeout('10'), { seconds: 10, style: 'menu' });
  assert.equal(parseTimeout('0'), { seconds: 0, style: 'hidden' });
  assert.equal(parseTimeout('menu-force'), { seconds: -1, style: 'menu' });
  assert.equal(parseTimeout('9999999999'), { seconds: 65535, style: 'menu' });
  assert.is(parseTimeout('-1'), undefined);
  assert.is(parseTimeout('soon'), undefined);
});

test('what was for one start is removed, and so is what is not true of this one', async () => {
  const { variables, names, read } = await machineWith({
    LoaderEntryOneShot: 'once.conf',
    LoaderConfigTimeoutOneShot: '3',
    LoaderEntryDefault: 'default.conf',
    LoaderBootCountPath: '\\old.conf',
  });
  assert.is(await setLoaderVariables(variables, loaderVariables(facts)), undefined);
  assert.is(names().includes('LoaderEntryOneShot'), false);
  assert.is(names().includes('LoaderConfigTimeoutOneShot'), false);
  assert.is(names().includes('LoaderBootCountPath'), false);
  assert.is(read('LoaderEntryDefault'), 'default.conf\0');
  assert.is(read('LoaderInfo'), 'baton 1.2\0');
});

test('what a boot loader before baton has told, which a reset forgets, stays', async () => {
  const { variables, read } = await machineWith({ LoaderInfo: 'systemd-boot 252' }, '\x06\0\0\0');
  assert.is(await setLoaderVariables(variables, loaderVariables(facts)), undefined);
  assert.is(read('LoaderInfo'), 'systemd-boot 252\0');
  assert.is(read('LoaderEntrySelected'), 'a.conf\0');
});

test.run();
