// The directory for servers, handed out to machines that boot from their network.

import { join } from 'node:path';
import { test } from 'uvu';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { makeForm } from './forms.ts';
import { menuSeconds } from './seconds.ts';

await ensureTools(['dnsmasq', '/usr/lib/ipxe/qemu/efi-virtio.rom']);
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const wire = await makeForm('wire', directory);

test('dnsmasq takes the configurations', async () => {
  for (const name of ['dnsmasq.conf', 'dnsmasq-proxy.conf'])
    await run('dnsmasq', ['--test', `--conf-file=${join(wire, name)}`], { timeout: 120_000 });
});

test('the PXE ROM of a BIOS comes by PXELINUX to the menu', async () => {
  const networks = [`user,tftp=${wire},bootfile=pxelinux.0`];
  await using machine = await startMachine({ networks, networkBoot: true, memory: 1024 });
  const wait = { seconds: 2 * menuSeconds, what: 'the menu' };
  await machine.serial.expectScreen(/No disk was found[\s\S]*Enter boot/, wait);
});

test.run();
