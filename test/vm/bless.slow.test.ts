// A booted Debian reports itself good where baton has counted its start: in a variable of the firmware.

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureTools } from '../../build/tools.ts';
import { uefiFirmware, uefiVariables } from '../../qemu/arguments.ts';
import { ensureParts, onSerial } from '../../qemu/parts.ts';
import { installProgram, programDisk } from '../../qemu/program-disk.ts';
import { logIn } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { bootSeconds } from './seconds.ts';

await ensureTools([uefiFirmware, uefiVariables]);
const { disk, ...image } = await ensureParts();
const directory = await temporaryDirectory('large');
test.after(directory.remove);

const variable = '/sys/firmware/efi/efivars/BatonTrials-ba709f2e-1d3c-4b6a-9c58-7e0a5d2f4c11';

test('baton bless on the booted system ends the count of its tries, by hand and at the end of its start', async () => {
  const variables = join(directory.path, 'variables.fd');
  copyFileSync(uefiVariables, variables);
  await using machine = await startMachine({
    ...image,
    append: `${onSerial} baton.tries=2`,
    firmware: 'uefi',
    variables,
    memory: 1024,
    disks: [{ file: disk }, { file: await programDisk(directory) }],
  });
  const shell = await logIn(machine.serial, bootSeconds);
  await installProgram(shell, '/dev/disk/by-id/virtio-disk1');
  const trials = async () => (await shell.run(`cat ${variable} | tail -c +5 && echo`)).trim();
  const counted = await trials();
  assert.match(counted, /^1 last=([0-9a-f]{16})@\d+ \1:1$/, counted);

  assert.match(await shell.run('baton bless'), /^This system works, says a variable of the machine's firmware now\.\n/);
  assert.match(await trials(), /^1 [0-9a-f]{16}:0\+good$/);

  // As if it had been started once more.
  await shell.run(`chattr -i ${variable} && printf '\\007\\000\\000\\000${counted}' > ${variable}`);
  assert.is(await trials(), counted);
  await shell.run('baton install-units --bless && systemd-analyze verify baton-bless.service');
  await shell.run('systemctl start baton-bless.service');
  assert.match(await trials(), /^1 [0-9a-f]{16}:0\+good$/);
});

test.run();
