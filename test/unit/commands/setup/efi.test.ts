// baton as an EFI program: on the ESP, and in the boot menu of the firmware.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { efiSteps } from '../../../../src/commands/setup/efi.ts';
import { isOwnProgram, requireProgram } from '../../../../src/commands/setup/image.ts';
import { efiRemoval } from '../../../../src/commands/setup/remove.ts';
import { takeEach, takeSteps } from '../../../../src/commands/setup/step.ts';
import type { SetupWishes } from '../../../../src/commands/setup/wishes.ts';
import { writeBootOption } from '../../../../src/firmware/boot-option.ts';
import { fileDevicePath } from '../../../../src/firmware/device-path.ts';
import { encodeText } from '../../../../src/firmware/text.ts';
import { vendors } from '../../../../src/linux/efi-variables.ts';
import { failure } from '../../../failure.ts';
import { ensureTestTools } from '../../../tools.ts';
import { hasEfibootmgr, listed, machineWith, numbers, option, partition, program } from './machine.ts';

await ensureTestTools(['unit']);
// On a disk: a filesystem in memory may have no flags.
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const image = join(directory.path, 'baton.efi');
writeFileSync(image, program());
const newer = join(directory.path, 'newer.efi');
writeFileSync(newer, program('a newer kernel'));

const debian = { Boot0000: option('debian', '/EFI/debian/shimx64.efi'), Boot0003: option('UEFI Shell', '/shell.efi') };
const usual = { ...debian, BootOrder: numbers(0, 3) };
const debianFiles = { '/EFI/debian/shimx64.efi': 'MZ', '/EFI/debian/grub.cfg': 'configfile' };

type Machine = ReturnType<typeof machineWith>;
async function set({ esp, variables }: Machine, wishes: SetupWishes): Promise<string[]> {
  const told: string[] = [];
  const file = wishes.image === undefined ? undefined : await requireProgram(wishes.image, 'x86_64');
  await takeSteps(await efiSteps(esp, variables, file, wishes), (text) => told.push(text));
  return told;
}
const remove = async ({ esp, variables }: Machine) => takeEach(await efiRemoval(async () => esp, variables), () => {});
const order = async ({ variables }: Machine, name = 'BootOrder') =>
  (await variables.read({ name, vendor: vendors.global }))?.data;

test('an EFI program is laid on the ESP, and the firmware has an option for it that stands last', async () => {
  const machine = machineWith(directory.path, usual, debianFiles);
  const told = await set(machine, { image });
  assert.equal(readFileSync(join(machine.esp.directory, 'EFI/baton/baton.efi')), Buffer.from(program()));
  assert.equal(await order(machine), numbers(0, 3, 1));
  assert.is(await order(machine, 'BootNext'), undefined);
  assert.match(told[2]!, /^Make Boot0001 "baton" in the boot menu of the firmware: \/EFI\/baton\/baton\.efi on/);
  if (!hasEfibootmgr) return console.log('skipped: what efibootmgr makes of it, which is not installed');
  assert.match(
    listed(machine.efivars),
    'Boot0001* baton\tHD(1,GPT,f5b2bb1f-9f4f-4b5c-8f55-0a3c2b1d4e6f,0x800,0x1000)/File(\\EFI\\baton\\baton.efi)',
  );
});

test('it is tried once by BootNext, and started always only when that is asked for', async () => {
  const machine = machineWith(directory.path, usual, debianFiles);
  await set(machine, { image, start: 'once' });
  assert.equal([await order(machine, 'BootNext'), await order(machine)], [numbers(1), numbers(0, 3, 1)]);
  // The firmware has obeyed it.
  await machine.variables.remove({ name: 'BootNext', vendor: vendors.global });
  await set(machine, { start: 'always' });
  assert.equal([await order(machine, 'BootNext'), await order(machine)], [undefined, numbers(1, 0, 3)]);
  // A newer one stays what is started.
  await set(machine, { image: newer });
  assert.equal(await order(machine), numbers(1, 0, 3));
});

const systemd = { '/EFI/systemd/systemd-bootx64.efi': 'MZ', '/EFI/Linux/debian.efi': 'MZ' };

test('systemd-boot gets it where it finds it by itself', async () => {
  const machine = machineWith(directory.path, usual, { ...systemd, '/loader/loader.conf': 'default Debian*\n' });
  const before = machine.all();
  await set(machine, { image, start: 'once' });
  assert.ok(existsSync(join(machine.esp.directory, 'EFI/Linux/baton.efi')));
  assert.is(existsSync(join(machine.esp.directory, 'EFI/baton')), false);
  await remove(machine);
  assert.equal(machine.all(), before);
});

for (const settings of ['timeout 5\n', 'default fedora-*\n', 'default *.efi\n', 'default @saved\n'])
  test(`systemd-boot does not get it where it might start it unasked: ${settings.trim()}`, async () => {
    const machine = machineWith(directory.path, usual, { ...systemd, '/loader/loader.conf': settings });
    await set(machine, { image });
    assert.is(existsSync(join(machine.esp.directory, 'EFI/Linux/baton.efi')), false);
    assert.ok(existsSync(join(machine.esp.directory, 'EFI/baton/baton.efi')));
  });

test('an option for another partition is told, with what to do, and is not taken for one of this', async () => {
  const other = { ...partition, partuuid: '0e3b1a52-5c2b-4f0e-9d0d-7d1f6a7b8c9d' };
  const elsewhere = writeBootOption('baton', fileDevicePath(other, '/EFI/baton/baton.efi'), Buffer.alloc(0));
  const machine = machineWith(directory.path, { ...usual, Boot0001: elsewhere }, debianFiles);
  const before = machine.all();
  assert.match(
    (await failure(remove(machine))).message,
    /by Boot0001 from another partition than that at .*: 0e3b1a52-.* --esp; if it is gone, "efibootmgr -B -b 0001" takes/,
  );
  await set(machine, { image });
  assert.equal(await order(machine), numbers(0, 3, 2), 'a second ESP has an option of its own');
  await remove(machine);
  assert.equal(machine.all(), before);
});

test('removed it leaves no trace: files, options, their order, and what baton has written since', async () => {
  const machine = machineWith(directory.path, usual, debianFiles);
  const before = machine.all();
  for (const start of [undefined, 'once', 'always'] as const) {
    await set(machine, { image, ...(start ? { start } : {}) });
    const write = (name: string, vendor: string, text: string) =>
      machine.variables.write({ name, vendor }, encodeText(text));
    await write('LoaderInfo', vendors.loader, 'baton 0.1.0');
    await write('LoaderEntrySelected', vendors.loader, 'auto-grub-debian');
    await write('BatonTrials', vendors.baton, 'x');
    mkdirSync(join(machine.esp.directory, 'baton'));
    writeFileSync(join(machine.esp.directory, 'baton/trials.env'), 'x');
    writeFileSync(join(machine.esp.directory, 'EFI/baton/baton.efi.new'), 'of a start that was cut short');
    await remove(machine);
    assert.equal(machine.all(), before, `after ${start ?? 'none'}`);
  }
});

test("what is not baton's stays: files beside it, options of its name, and the wishes of systemd's tools", async () => {
  const machine = machineWith(
    directory.path,
    { ...usual, Boot0001: option('baton', '/EFI/other/baton.efi') },
    debianFiles,
  );
  const before = machine.all();
  await set(machine, { image });
  assert.equal(await order(machine), numbers(0, 3, 2), 'the option of the same name is another one');
  await remove(machine);
  assert.equal(machine.all(), before);
  const wish = { name: 'LoaderEntryDefault', vendor: vendors.loader };
  await machine.variables.write(wish, encodeText('debian.conf'));
  await set(machine, { image });
  writeFileSync(join(machine.esp.directory, 'EFI/baton/notes.txt'), 'of mine');
  await machine.variables.write({ name: 'LoaderInfo', vendor: vendors.loader }, encodeText('systemd-boot 252'));
  await remove(machine);
  assert.ok(existsSync(join(machine.esp.directory, 'EFI/baton/notes.txt')));
  assert.is(existsSync(join(machine.esp.directory, 'EFI/baton/baton.efi')), false);
  assert.equal((await machine.variables.read(wish))?.data, encodeText('debian.conf'));
  const info = await machine.variables.read({ name: 'LoaderInfo', vendor: vendors.loader });
  assert.equal(info?.data, encodeText('systemd-boot 252'));
});

test('an older one keeps its name until the new one is whole', async () => {
  const machine = machineWith(directory.path, usual, debianFiles);
  await set(machine, { image });
  const target = join(machine.esp.directory, 'EFI/baton/baton.efi');
  const file = await requireProgram(newer, 'x86_64');
  const steps = await efiSteps(machine.esp, machine.variables, file, { start: 'once' });
  await steps[0]!.run();
  assert.equal(readFileSync(target), readFileSync(image));
  assert.equal(readFileSync(`${target}.new`), readFileSync(newer));
  for (const step of steps.slice(1)) await step.run();
  assert.equal(readFileSync(target), readFileSync(newer));
  assert.is(existsSync(`${target}.new`), false);
  assert.equal(await efiSteps(machine.esp, machine.variables, file, {}), [], 'the same once more is nothing to do');
});

test('a file of the same name that is not baton is left alone', async () => {
  const files = { '/EFI/baton/baton.efi': program('kernel', 'ID=debian\nNAME=Debian\n') };
  const machine = machineWith(directory.path, usual, files);
  const before = machine.all();
  const { message } = await failure(set(machine, { image }));
  assert.match(message, /EFI\/baton\/baton\.efi is there already and is not baton\. Move it away, or remove it\.$/);
  assert.equal(machine.all(), before);
  await remove(machine);
  assert.equal(machine.all(), before);
});

test('without an image only what is set up can be started', async () => {
  const { message } = await failure(set(machineWith(directory.path, usual), { start: 'once' }));
  assert.is(message, 'baton is not set up here. Give its image with --image.');
});

test('where the firmware has no boot order yet it gets one, and loses it again', async () => {
  const machine = machineWith(directory.path, {});
  const before = machine.all();
  await set(machine, { image, start: 'once' });
  assert.equal(await order(machine), numbers(0));
  await remove(machine);
  assert.equal(machine.all(), before);
});

test('a cmdline of its own is what the option gives to the program', async () => {
  const machine = machineWith(directory.path, usual);
  await set(machine, { image, cmdline: 'console=ttyS0 baton.timeout=3' });
  const { data } = (await machine.variables.read({ name: 'Boot0001', vendor: vendors.global }))!;
  assert.ok(data.includes(encodeText('console=ttyS0 baton.timeout=3')));
});

test('an option that somebody has switched off is switched on when it is to be started, and keeps its cmdline', async () => {
  const machine = machineWith(directory.path, usual);
  await set(machine, { image, cmdline: 'console=ttyS0' });
  const variable = { name: 'Boot0001', vendor: vendors.global };
  const made = (await machine.variables.read(variable))!.data;
  const off = Buffer.from(made);
  off.writeUInt32LE(0);
  await machine.variables.write(variable, off);
  await set(machine, { image: newer });
  assert.equal((await machine.variables.read(variable))?.data, off, 'nobody has asked for a start');
  await set(machine, { start: 'always' });
  assert.equal((await machine.variables.read(variable))?.data, made);
});

test('what is not baton for this processor is refused before anything is changed', async () => {
  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(directory.path, name), content);
    return join(directory.path, name);
  };
  const why = async (path: string) => (await failure(requireProgram(path, 'x86_64'))).message;
  const arm64 = 0xaa64;
  assert.match(
    await why(write('arm64.efi', program('kernel', 'ID=baton\n', arm64))),
    /is for arm64, and this machine is x86_64\. Build/,
  );
  assert.match(await why(write('debian.efi', program('kernel', 'ID=debian\n'))), /is not baton as one EFI program/);
  assert.match(await why(write('text', 'no image at all')), /is not baton as one EFI program/);
  assert.match(await why(join(directory.path, 'nothing')), /nothing cannot be read: there is no such file\.$/);
  assert.match(await why(directory.path), /is no file\.$/);
  assert.is(await isOwnProgram(image), true);
  rmSync(write('gone.efi', ''));
  assert.is(await isOwnProgram(join(directory.path, 'gone.efi')), false);
});

test.run();
