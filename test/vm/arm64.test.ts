// The whole road on the other processor: from power-on, through baton's menu, to a Debian's login prompt, and into a
// kernel with a device tree of its own.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { fetchKernel } from '../../build/kernel.ts';
import { arm64 } from '../../build/target.ts';
import { ensureTools } from '../../build/tools.ts';
import { machineArguments } from '../../qemu/arguments.ts';
import { machineTypes } from '../../qemu/machine-types.ts';
import { demoDisks, ensureImageFor } from '../../qemu/parts.ts';
import { logIn } from '../../qemu/shell.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { compile } from '../unit/kexec/arm64/trees.ts';
import { openShell } from './boot-report.ts';
import { bootSeconds, keySeconds, menuSeconds } from './seconds.ts';
import { tinyInitrd, tinySystemIsUp, told } from './tiny-system.ts';

const { emulator, onSerial } = machineTypes.arm64;
const image = await ensureImageFor('arm64');
const machine = { processor: 'arm64', memory: 768 } as const;
await ensureTools(['fdtput', 'mke2fs']);
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const timeout = 60_000;

/** QEMU's own device tree of the machine, with another name of the board. */
async function ownTree(): Promise<Buffer> {
  const path = join(directory.path, 'board.dtb');
  await run(emulator, [...machineArguments(machine), '-machine', `dumpdtb=${path}`], { timeout });
  await run('fdtput', ['-t', 's', path, '/', 'model', 'a board of its own'], { timeout });
  return readFileSync(path);
}

/** Prints the names of the program's scripts whose code cache V8 does not take, in the image. */
const staleCaches = `
const { readdirSync, readFileSync } = require("fs");
const names = readdirSync("/lib/baton").filter((name) => name.endsWith(".cache"));
if (names.length === 0) throw new Error("there is no code cache");
const stale = names.filter((name) => {
  const filename = "/lib/baton/" + name.replace(".cache", ".js");
  const cachedData = readFileSync("/lib/baton/" + name);
  return new (require("vm").Script)(readFileSync(filename, "latin1"), { filename, cachedData }).cachedDataRejected;
});
console.log(JSON.stringify(stale))`;

/** As boards have it whose firmware is U-Boot. */
const config = `default tiny
label tiny
  menu label A kernel and its tree
  linux /vmlinuz
  initrd /initrd
  fdt /board.dtb
  fdtoverlays /hat.dtbo
  append console=ttyAMA0 quiet motto="hand it over"
`;

const hat = `/dts-v1/; /plugin/;
/ { fragment@0 { target-path = "/"; __overlay__ { compatible = "with,hat"; }; }; };
`;

test('from power-on the countdown ends in the default entry of a Debian, which boots to its login prompt', async () => {
  const disks = [{ file: await demoDisks.arm64() }];
  // As much memory as npm start gives.
  const append = `${onSerial} quiet`;
  await using started = await startMachine({ ...machine, ...image, memory: 512, disks, append });
  const what = "baton's menu with its countdown";
  await started.serial.expectScreen(/Debian GNU\/Linux[\s\S]*\[#+-*\] \d+ s/, { seconds: menuSeconds, what });
  const shell = await logIn(started.serial, bootSeconds);
  assert.is(await shell.run('uname -m'), 'aarch64\n');
  const entry = /^\tlinux\s+(\S+) (.*?)\s*$/m.exec(await shell.run('cat /boot/grub/grub.cfg'))!;
  assert.is(await shell.run('cat /proc/cmdline'), `BOOT_IMAGE=${entry[1]} ${entry[2]}\n`);
  assert.is(await shell.run('cat /proc/1/comm'), 'systemd\n');
  assert.is(await shell.run('systemctl is-system-running --wait'), 'running\n');
});

test('from power-on through the menu into the next kernel, with the cmdline, the initrd, the device tree and the overlay of its entry', async () => {
  const files = {
    '/vmlinuz': readFileSync((await fetchKernel('cloud', arm64)).vmlinuz),
    '/initrd': await tinyInitrd(arm64),
    '/board.dtb': await ownTree(),
    '/hat.dtbo': await compile(hat),
    '/extlinux/extlinux.conf': config,
  };
  const disks = [{ file: await smallDisk(files, directory, 96) }];
  await using started = await startMachine({
    ...machine,
    ...image,
    disks,
    append: `${onSerial} quiet baton.timeout=-1`,
  });
  const { serial } = started;
  await serial.expectScreen(/A kernel and its tree/, { seconds: menuSeconds, what: "baton's menu" });

  const shell = await openShell(started);
  assert.is(await shell.run(`node -e '${staleCaches.replaceAll('\n', ' ')}'`), '[]\n', 'the code caches fit');
  for (const tool of ['mdadm --version', 'lvm version', 'cryptsetup --version', 'dmsetup --help'])
    await shell.run(`${tool} >/dev/null 2>&1`);
  serial.type('exit\r');

  await serial.expectScreen(/A kernel and its tree/, { seconds: keySeconds, what: "baton's menu again" });
  serial.type('\r');
  await serial.expect(tinySystemIsUp, { seconds: bootSeconds, what: 'the next system' });
  const { cmdline, board, kind, initrd } = told(serial.transcript);
  assert.is(cmdline, 'BOOT_IMAGE=/vmlinuz console=ttyAMA0 quiet motto="hand it over" initrd=/initrd');
  assert.equal([board, kind], ['a board of its own', 'with,hat']);
  assert.match(initrd, /^[0-9a-f]{64}$/);
});

test.run();
