// The directory for servers with its own configuration of dnsmasq, by the PXE of either firmware.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import { ensureTools } from '../../build/tools.ts';
import { type MachineOptions, uefiFirmware } from '../../qemu/arguments.ts';
import { dhcpRange, startDnsmasq } from '../../qemu/dnsmasq.ts';
import { networkRefusal, privateNetwork } from '../../qemu/network.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { makeForm } from './forms.ts';
import { menuSeconds } from './seconds.ts';

await ensureTools([uefiFirmware, '/usr/lib/ipxe/qemu/efi-virtio.rom']);
const refusal = await networkRefusal();
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const wire = await makeForm('wire', directory);

/** The lines of the configuration, for the network of the test. */
const options = readFileSync(join(wire, 'dnsmasq.conf'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => (line.startsWith('dhcp-range=') ? dhcpRange : line.replace('/srv/baton', wire)));

const starts: readonly { what: string; served: RegExp; machine: MachineOptions }[] = [
  { what: "iPXE, which is a BIOS machine's ROM", served: /sent .*boot\.ipxe/, machine: { networkBoot: true } },
  { what: 'UEFI', served: /sent .*baton\.efi/, machine: { firmware: 'uefi' } },
];

for (const { what, served, machine } of starts)
  test(`${what} comes to the menu`, async () => {
    if (refusal !== undefined) return console.log(refusal);
    await using network = await privateNetwork();
    const dnsmasq = await startDnsmasq(network, options);
    const networks = [await network.plug()];
    await using started = await startMachine({ ...machine, networks, within: network.within, memory: 1024 });
    const wait = { seconds: 3 * menuSeconds, what: 'the menu' };
    await started.serial.expectScreen(/No disk was found[\s\S]*Enter boot/, wait);
    await dnsmasq.expect(served);
  });

test.run();
