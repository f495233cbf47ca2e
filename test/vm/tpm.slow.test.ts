// The TPM of a machine, with the kernel of our own that takes the place of a firmware's boot stage.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { searchPath } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { ensureImageWith, onSerial } from '../../qemu/parts.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { openShell } from './boot-report.ts';
import { menuSeconds } from './seconds.ts';

const image = await ensureImageWith('firmware');
const directory = await temporaryDirectory();
test.after(directory.remove);

/** Starts a TPM 2.0, which ends with this process, and returns the socket on which it is told what to do. */
async function startTpm(): Promise<string> {
  await ensureTools(['setpriv', 'swtpm']);
  const socket = join(directory.path, 'tpm.sock');
  const state = ['--tpm2', '--tpmstate', `dir=${directory.path}`, '--ctrl', `type=unixio,path=${socket}`];
  spawn('setpriv', ['--pdeathsig', 'KILL', 'swtpm', 'socket', ...state, '--terminate'], {
    env: { PATH: searchPath },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (let tries = 0; !existsSync(socket); tries++) {
    assert.ok(tries < 600, 'swtpm does not start');
    await sleep(50);
  }
  return socket;
}

test('it is found, and its registers can be read', async () => {
  const options = { ...image, tpm: await startTpm(), append: `${onSerial} baton.timeout=-1` };
  await using machine = await startMachine(options);
  await machine.serial.expectScreen(/Enter boot/, { seconds: menuSeconds, what: 'the menu' });
  const shell = await openShell(machine);
  const tpm = '/sys/class/tpm/tpm0';
  assert.is(await shell.run(`cat ${tpm}/tpm_version_major`), '2\n');
  assert.match(await shell.run(`cat ${tpm}/pcr-sha256/0`), /^[0-9A-F]{64}$/m);
});

test.run();
