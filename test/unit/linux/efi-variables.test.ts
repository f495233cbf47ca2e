// EFI variables as files with four bytes of attributes, in a directory that stands for efivarfs.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { EfiVariableError } from '../../../src/linux/efi-variable-error.ts';
import { EfiVariables, vendors } from '../../../src/linux/efi-variables.ts';
import { failure } from '../../failure.ts';

// On a disk: a filesystem in memory may have no flags.
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const variables = new EfiVariables(directory.path);
const path = (name: string, vendor: string = vendors.loader) => join(directory.path, `${name}-${vendor}`);
const variable = (name: string) => ({ name, vendor: vendors.loader });

function chattr(change: string, file: string): boolean {
  try {
    execFileSync('chattr', [change, file], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const flags = (file: string) => execFileSync('lsattr', ['-d', file], { encoding: 'utf8' }).split(' ')[0]!;

test('a variable is written with the attributes of one that is kept, and read without them', async () => {
  assert.is(await variables.write(variable('Name'), Buffer.from('value')), true);
  assert.is(readFileSync(path('Name'), 'latin1'), '\x07\0\0\0value');
  assert.equal(await variables.read(variable('Name')), { data: Buffer.from('value'), kept: true });
  writeFileSync(path('Name'), '\x06\0\0\0passing');
  assert.equal(await variables.read(variable('Name')), { data: Buffer.from('passing'), kept: false });
});

test('what has its value already is not written again', async () => {
  await variables.write(variable('Same'), Buffer.from('value'));
  const before = statSync(path('Same'), { bigint: true }).mtimeNs;
  assert.is(await variables.write(variable('Same'), Buffer.from('value')), false);
  assert.is(statSync(path('Same'), { bigint: true }).mtimeNs, before);
});

test('a variable that is not there, or that the firmware refused to make, is undefined', async () => {
  assert.is(await variables.read(variable('Nothing')), undefined);
  assert.is(await variables.remove(variable('Nothing')), false);
  writeFileSync(path('Refused'), '');
  assert.is(await variables.read(variable('Refused')), undefined);
});

test('names have their vendor behind them, and other files are no variables', async () => {
  writeFileSync(path('Boot-0001', vendors.global), '\x07\0\0\0x');
  writeFileSync(join(directory.path, 'README'), '');
  const names = await variables.list();
  assert.equal(
    names.filter(({ vendor }) => vendor === vendors.global),
    [{ name: 'Boot-0001', vendor: vendors.global }],
  );
  assert.is(
    names.some(({ name }) => name === 'README'),
    false,
  );
});

const mayProtect = chattr('+i', directory.path) && chattr('-i', directory.path);
if (!mayProtect) console.log('skipped, because only root can protect files from being changed');
const protectedTest = mayProtect ? test : test.skip;

protectedTest('a protected variable is changed and is protected again', async () => {
  writeFileSync(path('Protected'), '\x07\0\0\0one');
  chattr('+i', path('Protected'));
  await variables.write(variable('Protected'), Buffer.from('two'));
  assert.is(readFileSync(path('Protected'), 'latin1'), '\x07\0\0\0two');
  assert.match(flags(path('Protected')), /i/);
  assert.is(await variables.remove(variable('Protected')), true);
  assert.is(readdirSync(directory.path).includes(`Protected-${vendors.loader}`), false);
});

protectedTest('what cannot be written is a sentence with its cause, and the next one is written', async () => {
  chattr('+i', directory.path);
  const error = await failure(variables.write(variable('New'), Buffer.from('x')));
  chattr('-i', directory.path);
  assert.instance(error, EfiVariableError);
  assert.match(error.message, /^New could not be set: the kernel does not allow it: only root may, .* \(EPERM\)$/);
  assert.is(await variables.write(variable('New'), Buffer.from('x')), true);
});

test('a full memory of the firmware is told with what to do', () => {
  const { message } = new EfiVariableError('set', 'BootNext', Object.assign(new Error(), { code: 'ENOSPC' }));
  assert.match(message, /^BootNext could not be set: the memory of the firmware is full.* efibootmgr \(ENOSPC\)$/);
});

test.run();
