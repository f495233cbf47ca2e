// Where the ESP is, and the variables of the firmware, and whether they can be written to.

import { mountinfo } from 'node-mount';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { findEsp } from '../../../../src/commands/setup/esp.ts';
import { requireWritable } from '../../../../src/commands/setup/firmware.ts';
import { efiRemoval } from '../../../../src/commands/setup/remove.ts';
import { efivars } from '../../../../src/linux/efi-variables.ts';
import { failure } from '../../../failure.ts';
import { lay, machineWith, numbers, option, program } from './machine.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
const usual = { Boot0000: option('debian', '/EFI/debian/shimx64.efi'), BootOrder: numbers(0) };

const mounts = (...lines: string[]) => mountinfo(lines.join('\n'));
const line = (target: string, type: string, options = 'rw', source = '/dev/vda1') =>
  `36 35 254:1 / ${target} ${options} - ${type} ${source} ${options}`;

test('an ESP that is not mounted, holds something else, or is read-only is told with what to do', async () => {
  const why = async (esp: string | undefined, ...lines: string[]) =>
    (await failure(findEsp(esp, () => mounts(...lines)))).message;
  const root = line('/', 'ext4', 'rw', '/dev/vda2');
  assert.match(
    await why(undefined, root),
    /^no EFI system partition is mounted at \/efi, \/boot\/efi or \/boot\. Mount it there, or name its directory with --esp/,
  );
  assert.match(await why('/media/esp', root), /is mounted at \/media\/esp\./);
  assert.match(
    await why(undefined, root, line('/boot/efi', 'ext4')),
    /^\/boot\/efi holds ext4, and a firmware reads only FAT/,
  );
  assert.match(
    await why(undefined, root, line('/boot/efi', 'vfat', 'ro')),
    /^the EFI system partition at \/boot\/efi is mounted read-only\. Run "mount -o remount,rw \/boot\/efi"/,
  );
  assert.match(
    await why(undefined, root, line('/boot', 'ext4'), line('/boot/efi', 'vfat', 'rw', '/dev/md0')),
    /^\/dev\/md0, which is mounted at \/boot\/efi, is no partition of a disk/,
  );
});

test('--remove does not pass over an ESP that it cannot write to, but over one that has nothing of it', async () => {
  const { esp, variables } = machineWith(directory.path, usual);
  const find = () => findEsp('/efi', () => mounts(line('/efi', 'vfat', 'ro')));
  assert.equal(await efiRemoval(find, variables, [esp.directory]), []);
  lay(esp.directory, { '/EFI/baton/baton.efi': program() });
  assert.match(
    (await failure(efiRemoval(find, variables, [esp.directory]))).message,
    /at \/efi is mounted read-only\./,
  );
});

test('of several places the ESP is that at /efi, then /boot/efi, then /boot, and what is FAT comes before what is not', async () => {
  // None of these is a partition, and the sentence about that says which one was taken.
  const taken = async (...lines: string[]) =>
    /mounted at (\S+), is no part/.exec((await failure(findEsp(undefined, () => mounts(...lines)))).message)?.[1];
  const at = (target: string, type = 'vfat') => line(target, type, 'rw', '/dev/md0');
  assert.is(await taken(at('/boot'), at('/boot/efi'), at('/efi')), '/efi');
  assert.is(await taken(at('/boot'), at('/boot/efi')), '/boot/efi');
  assert.is(await taken(at('/', 'ext4'), at('/boot')), '/boot');
  assert.is(await taken(at('/efi', 'ext4'), at('/boot')), '/boot');
  assert.is(await taken(at('/efi', 'autofs'), at('/efi')), '/efi');
});

test('variables that are mounted read-only are told, and those that can be written to are not', () => {
  assert.throws(
    () => requireWritable(mounts(line(efivars, 'efivarfs', 'ro', 'efivarfs'))),
    /mounted read-only\. Run "mount -o remount,rw \/sys\/firmware\/efi\/efivars"/,
  );
  requireWritable(mounts(line(efivars, 'efivarfs', 'rw', 'efivarfs')));
});

test.run();
