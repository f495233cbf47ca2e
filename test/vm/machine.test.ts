// Virtual machines do what the tests rely on.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Interface } from '../../qemu/arguments.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { failure } from '../failure.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
const file = join(directory.path, 'empty.img');
writeFileSync(file, Buffer.alloc(1024 * 1024));
// Where nobody else makes directories that would be counted.
process.env.TMPDIR = directory.path;

/** The process ids of the QEMUs that have the disk above. */
function emulators(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(file);
    } catch {
      return false;
    }
  });
}

async function until(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 3000 && !condition(); tries++) await sleep(20);
  return condition();
}

const interfaces: readonly Interface[] = ['virtio', 'virtio-scsi', 'nvme', 'ahci', 'usb', 'cdrom'];

test('a disk can be attached by every interface', async () => {
  await using machine = await startMachine({ disks: interfaces.map((name) => ({ file, interface: name })) });
  const statistics = await machine.blockStatistics();
  assert.equal(statistics.map(({ disk }) => disk).sort(), [0, 1, 2, 3, 4, 5]);
});

test('a machine that cannot start says why', async () => {
  const { message } = await failure(startMachine({ disks: [{ file: `${file}.none` }] }));
  assert.match(message, /the virtual machine did not start: .*none.*No such file or directory/);
});

test('a wait ends when the machine ends', async () => {
  const machine = await startMachine({});
  const waiting = failure(machine.serial.expect(/never/, { seconds: 60, what: 'a miracle' }));
  await machine.kill();
  assert.match((await waiting).message, /QEMU was ended by SIGKILL in the wait for a miracle/);
});

test('the VGA screen can be saved as a PNG', async () => {
  await using machine = await startMachine({ graphics: 'vga' });
  const png = join(directory.path, 'screen.png');
  await machine.screendump(png);
  assert.is(readFileSync(png).toString('latin1', 1, 4), 'PNG');
});

test('the end of a machine can be waited for', async () => {
  const machine = await startMachine({});
  machine.qmp.execute('system_reset');
  assert.is(await machine.waitExit(60), 'QEMU ended');
});

test('a machine leaves no process and no file when it is killed', async () => {
  const temporary = () => readdirSync(directory.path).filter((name) => name.startsWith('baton-')).length;
  const before = temporary();
  const machine = await startMachine({ disks: [{ file }] });
  assert.is(emulators().length, 1);
  assert.is(temporary(), before + 1);
  await machine.kill();
  assert.is(emulators().length, 0);
  assert.is(temporary(), before);
});

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`a machine ends when the process that started it is ended by ${signal}`, async () => {
    const program = `
      import { startMachine } from '${import.meta.dirname}/../../qemu/start-machine.ts';
      await startMachine({ disks: [{ file: '${file}' }] });
      console.log('started');
      setTimeout(() => {}, 60_000);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    assert.is(emulators().length, 1 + 1, 'the program itself, which has the name in its arguments, and its QEMU');
    child.kill(signal);
    assert.ok(await until(() => emulators().length === 0));
    // SIGKILL leaves a process no time to remove its files.
    const left = readdirSync(directory.path).filter((name) => name.startsWith('baton-'));
    if (signal !== 'SIGKILL') assert.equal(left, []);
    for (const name of left) rmSync(join(directory.path, name), { recursive: true });
  });
}

test.run();
