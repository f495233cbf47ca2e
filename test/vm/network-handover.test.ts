// What the `kexec` command fetches, and what becomes of the links when the machine is handed over.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { filesOnly, serve } from '../serve.ts';
import { openShell } from './boot-report.ts';
import { printed } from './printing-kernel.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

const image = await ensureImage();
const files: Readonly<Record<string, string | Uint8Array>> = {
  '/boot.ipxe': '#!ipxe\nkernel linux by=ipxe\nboot\n',
  '/linux': await printingKernel('long-mode'),
  '/first.img': 'first'.padEnd(4096),
};
const server = await serve(filesOnly(files));
test.after(server.close);
const site = `http://10.0.2.2:${server.port}`;

/** The kernel says in its log when it takes a link down, which it does for nobody but who asks for it. */
const telling = 'tp_printk kprobe_event=p:linkdown,__dev_close_many';
/** From now on it says everything on its console as well, also where that is another's. */
const aloud = 'echo Y >/sys/module/printk/parameters/ignore_loglevel';

test('kexec loads what it fetches; the links go down before the machine is handed over', async () => {
  const networks = [`user,bootfile=${site}/boot.ipxe`];
  const append = `${onSerial} baton.timeout=-1 ${telling}`;
  await using machine = await startMachine({ ...image, networks, append });
  const { serial } = machine;
  await serial.expectScreen(/Enter boot/, { seconds: menuSeconds, what: 'the menu' });
  serial.type('n');
  await serial.expectScreen(/boot\.ipxe/, { seconds: menuSeconds, what: 'the entry' });
  const shell = await openShell(machine);
  await shell.run(`kexec -l ${site}/linux --initrd=${site}/first.img --append=by=command`);
  assert.match(await shell.run('cat /sys/kernel/kexec_loaded'), /^1$/m);
  await shell.run('kexec -u');
  await shell.run(`! dmesg | grep 'linkdown: ' && ${aloud}`);
  serial.type('exit\r');
  await serial.expectScreen(/Enter boot/, { seconds: keySeconds, what: 'the menu again' });
  serial.type('\r');
  await serial.expect(/linkdown: [\s\S]*<[^>]*>[A-P]{8}/, { seconds: menuSeconds, what: 'the end of the links' });
  assert.is(printed(serial.transcript).cmdline, 'by=ipxe');
});

test.run();
