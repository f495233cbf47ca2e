// What the network offers, asked for with n and entered with u, up to what the kernel is handed. The network is one that
// QEMU keeps inside of itself, with its own DHCP and TFTP server.

import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../qemu/machine.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { serve } from '../serve.ts';
import { printed } from './printing-kernel.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

const image = await ensureImage();
const directory = await temporaryDirectory();
test.after(directory.remove);

/** It prints its cmdline and the size of its initrd, and ends the machine. */
const kernel = await printingKernel('long-mode');

/** Where the guest finds the machine that it runs on. */
const host = '10.0.2.2';

const files: Readonly<Record<string, string | Uint8Array>> = {
  '/boot.ipxe': `#!ipxe\nkernel linux by=\${filename} mac=\${net0/mac}\ninitrd first.img\nboot\n`,
  '/linux': kernel,
  '/first.img': 'first'.padEnd(4096),
};
const asked: string[] = [];
const server = await serve((request, response) => {
  const path = request.url ?? '';
  asked.push(path);
  const content = files[path];
  if (path === '/moved') response.writeHead(302, { location: '/linux' }).end();
  else if (path === '/stalls') response.writeHead(200, { 'content-length': 100_000 }).write('x');
  else if (content === undefined) response.writeHead(404).end();
  else response.end(content);
});
test.after(server.close);
const site = `http://${host}:${server.port}`;

const tftp = join(directory.path, 'tftp');
await mkdir(join(tftp, 'pxelinux.cfg'), { recursive: true });
writeFileSync(join(tftp, 'pxelinux.0'), 'not looked at');
writeFileSync(
  join(tftp, 'pxelinux.cfg/01-52-54-00-12-34-56'),
  'default first\nlabel first\n menu label From TFTP\n kernel linux\n append by=pxelinux\n initrd first.img\n',
);
writeFileSync(join(tftp, 'linux'), kernel);
writeFileSync(join(tftp, 'first.img'), 'first'.padEnd(4096));

/** Starts baton without a disk, in a network whose DHCP server names `bootFile`, and waits for its menu. */
async function start(bootFile: string): Promise<Machine> {
  const networks = [`user,tftp=${tftp},bootfile=${bootFile}`];
  const machine = await startMachine({ ...image, networks, append: `${onSerial} baton.timeout=-1` });
  await machine.serial.expectScreen(/Enter boot/, { seconds: menuSeconds, what: 'the menu' });
  return machine;
}

const ended = /<[^>]*>[A-P]{8}/;

test('n shows what PXELINUX would show, and it boots by TFTP', async () => {
  await using machine = await start('/pxelinux.0');
  const { serial } = machine;
  serial.type('n');
  await serial.expectScreen(/From TFTP/, { seconds: menuSeconds, what: 'the entry' });
  serial.type('\r');
  await serial.expect(ended, { seconds: menuSeconds, what: 'what the kernel prints' });
  assert.equal(printed(serial.transcript), {
    cmdline: 'BOOT_IMAGE=linux by=pxelinux initrd=first.img',
    initrdBytes: 4096,
  });
});

test('n reads an iPXE script by HTTP, as its settings have it; u boots a URL; Esc stops what stalls', async () => {
  await using machine = await start(`${site}/boot.ipxe`);
  const { serial } = machine;
  serial.type('n');
  await serial.expectScreen(/boot\.ipxe/, { seconds: menuSeconds, what: 'the entry' });

  const enter = async (path: string): Promise<void> => {
    serial.type('u');
    await serial.expectScreen(/Boot from a path or a URL/, { seconds: keySeconds, what: 'the editor' });
    serial.type(`${site}${path}\r`);
  };
  await enter('/missing');
  await serial.expectScreen(/missing.*nothing|no file|does not exist/i, { seconds: keySeconds, what: 'a remark' });
  serial.type('\x1b');
  await serial.expectScreen(/Enter boot/, { seconds: keySeconds, what: 'the menu' });
  await enter('/stalls');
  await serial.expectScreen(/stalls: 0\.0 \/ 0\.1 MiB/, { seconds: keySeconds, what: 'how far it is' });
  serial.type('\x1b');
  await serial.expectScreen(/Enter boot/, { seconds: keySeconds, what: 'the menu' });
  await enter('/moved');
  await serial.expectScreen(/kernel +http/, { seconds: keySeconds, what: 'the form for a kernel' });
  serial.type('\x1b');
  await serial.expectScreen(/Enter boot/, { seconds: keySeconds, what: 'the menu' });
  serial.type('\r');
  await serial.expect(ended, { seconds: menuSeconds, what: 'what the kernel prints' });
  const { cmdline, initrdBytes } = printed(serial.transcript);
  assert.is(cmdline, `by=${site}/boot.ipxe mac=52:54:00:12:34:56`);
  assert.is(initrdBytes, 4096);
});

test.run();
