// What else there is on arm64: what a Debian says of how it was started, by UEFI or not, the network, stacked disks, and
// kernels in other forms or for other processors.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../build/cache.ts';
import { run } from '../../build/command.ts';
import { fetchKernel, moduleDirectory } from '../../build/kernel.ts';
import { readIndex, resolveLine } from '../../build/modules.ts';
import { readProfile } from '../../build/profile.ts';
import { arm64 } from '../../build/target.ts';
import { ensureTools } from '../../build/tools.ts';
import { espDisk } from '../../qemu/esp-disk.ts';
import { machineTypes } from '../../qemu/machine-types.ts';
import { demoDisks, ensureImageFor } from '../../qemu/parts.ts';
import { programDisk, useProgram } from '../../qemu/program-disk.ts';
import { logIn } from '../../qemu/shell.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { compress, compressors } from '../unit/images/compressors.ts';
import { zbootImage } from '../unit/images/zboot-image.ts';
import { makeForm } from './forms.ts';
import { disksOf, forKey, forMenu, question } from './luks.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';
import { tinyInitrd, tinySystemIsUp, told } from './tiny-system.ts';

const { onSerial, uefi } = machineTypes.arm64;
const common = { processor: 'arm64', memory: 768, ...(await ensureImageFor('arm64')) } as const;
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const kernel = readFileSync((await fetchKernel('cloud', arm64)).vmlinuz);
const initrd = await tinyInitrd(arm64);
const debian = await demoDisks.arm64();
const forSystem = { seconds: bootSeconds, what: 'the next system' };

test("every line of every profile names something that Debian's kernel for boards and servers has", async () => {
  const index = await readIndex(moduleDirectory(await fetchKernel('generic', arm64)));
  const { modules } = await readProfile('full', 'generic', arm64);
  for (const line of modules) resolveLine(line, index);
  assert.ok(modules.length > 100);
});

test('a Debian has the journal of its start, and from there baton reboot starts it again', async () => {
  const program = await programDisk(directory, arm64);
  const disks = [{ file: debian }, { file: program }];
  await using machine = await startMachine({ ...common, disks, append: `${onSerial} quiet` });
  const shell = await logIn(machine.serial, menuSeconds + bootSeconds);
  assert.match(await shell.run('cat /run/baton/journal.json'), /baton has started/);

  const before = await shell.run('cat /proc/cmdline');
  await useProgram(shell, '/dev/disk/by-id/virtio-disk1', arm64);
  assert.match(await shell.run('baton doctor'), /WARNING +kernel +Linux 6\.1\.\S+ has no kexec_file_load/);
  await shell.run('touch /run/before');
  machine.serial.type('baton reboot\r');
  const again = await logIn(machine.serial, bootSeconds);
  assert.is(await again.run('cat /proc/cmdline'), before);
  await again.run('! test -e /run/before');
});

test('a firmware starts baton.efi from an ESP, and a Debian gets the tables of UEFI and ACPI', async () => {
  await ensureTools([uefi.firmware]);
  const program = await makeForm('efi', directory, { target: arm64, cmdline: `${onSerial} quiet` }, common);
  const esp = await espDisk({ '/EFI/BOOT/BOOTAA64.EFI': readFileSync(program) }, directory, 192);
  const disks = [{ file: esp }, { file: debian }];
  await using machine = await startMachine({ processor: 'arm64', memory: 1024, disks, firmware: 'uefi' });
  await machine.serial.expectScreen(/Debian GNU\/Linux[\s\S]*\[#+-*\] \d+ s/, { ...forMenu, seconds: 2 * menuSeconds });
  const shell = await logIn(machine.serial, menuSeconds + bootSeconds);
  assert.is(await shell.run('cat /sys/firmware/efi/fw_platform_size'), '64\n');
  assert.match(await shell.run('ls /sys/firmware/acpi/tables'), /\bAPIC\b[\s\S]*\bDSDT\b/);
  assert.match(await shell.run('dmesg'), /efi: EFI v\S+ by EDK II/);
});

test('npm start -- --arch arm64 boots a Debian to its login, and ends well there without a terminal', async () => {
  const timeout = (2 * menuSeconds + bootSeconds) * 1000;
  const printed = await run('npm', ['start', '--', '--arch', 'arm64'], { timeout, cwd: checkout });
  assert.match(printed, /Advanced options for Debian/);
  assert.match(printed, /demo login: /);
});

test('n boots what an iPXE script on the network names', async () => {
  const files: Readonly<Record<string, string | Uint8Array>> = {
    '/boot.ipxe': `#!ipxe\nkernel linux console=ttyAMA0 quiet cpu=\${buildarch}\ninitrd first.img\nboot\n`,
    '/linux': kernel,
    '/first.img': initrd,
  };
  const server = createServer((request, response) => {
    const content = files[request.url ?? ''];
    if (content === undefined) response.writeHead(404).end();
    else response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const site = `http://10.0.2.2:${(server.address() as AddressInfo).port}`;
    const networks = [`user,bootfile=${site}/boot.ipxe`];
    await using machine = await startMachine({ ...common, networks, append: `${onSerial} quiet baton.timeout=-1` });
    await machine.serial.expectScreen(/Enter boot/, forMenu);
    machine.serial.type('n');
    await machine.serial.expectScreen(/\* \/boot\.ipxe: it is the default/, {
      seconds: menuSeconds,
      what: 'the entry',
    });
    machine.serial.type('\r');
    await machine.serial.expect(tinySystemIsUp, forSystem);
    assert.is(told(machine.serial.transcript).cmdline, 'console=ttyAMA0 quiet cpu=arm64');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('a kernel that unpacks itself as an EFI program, as newer ones do, boots; one for a PC is refused', async () => {
  const entry = (title: string, path: string) =>
    `menuentry '${title}' {\n linux ${path} console=ttyAMA0 quiet\n initrd /initrd\n}\n`;
  const pc = readFileSync((await fetchKernel('cloud')).vmlinuz);
  const files = {
    '/vmlinuz.efi': zbootImage(compress(kernel, compressors.gzip), 'gzip'),
    '/vmlinuz-pc': pc,
    '/initrd': initrd,
    '/boot/grub/grub.cfg': `set timeout=1\n${entry('Of a PC', '/vmlinuz-pc')}${entry('Zboot', '/vmlinuz.efi')}`,
  };
  const disks = [{ file: await smallDisk(files, directory, 96) }];
  await using machine = await startMachine({
    ...common,
    disks,
    append: `${onSerial} quiet baton.console-level=warning`,
  });
  await machine.serial.expect(tinySystemIsUp, { ...forSystem, seconds: menuSeconds + bootSeconds });
  assert.is(told(machine.serial.transcript).cmdline, 'BOOT_IMAGE=/vmlinuz.efi console=ttyAMA0 quiet');
  assert.match(machine.serial.transcript, /\/vmlinuz-pc is a kernel for x86_64, and this machine is arm64/);
});

test('volumes on RAID and behind LUKS are opened by the tools of the image', async () => {
  const disks = (await disksOf('lvm-on-md', 'luks2')).map((file) => ({ file }));
  const append = `${onSerial} quiet baton.timeout=-1 baton.luks=ask`;
  await using machine = await startMachine({ ...common, disks, append });
  const { serial } = machine;
  await serial.expectScreen(question('/dev/vd[abc]'), forMenu);
  serial.type('baton\r');
  await serial.expectScreen(/luks2/, forKey("the encrypted system's entry"));
  await serial.expectScreen(/lvm-on-md/, forMenu);
});

test.run();
