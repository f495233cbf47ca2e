import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Qmp } from '../../../qemu/qmp.ts';
import { Serial } from '../../../qemu/serial.ts';
import { watchStandstill } from '../../../qemu/standstill.ts';

/** A machine that printed `line` and nothing more, with the commands that it is given. */
function silent(line: string): { serial: Serial; qmp: Qmp; commands: string[] } {
  const commands: string[] = [];
  const socket = new Duplex({ read() {}, write() {} });
  const serial = new Serial(socket as Socket, performance.now());
  const execute = async (command: string): Promise<void> => void commands.push(command);
  socket.push(line);
  return { serial, qmp: { execute } as unknown as Qmp, commands };
}

const soon = { wake: 0.5, reset: 100 };

test('a kernel that stands still is woken', async () => {
  const { serial, qmp, commands } = silent('[    1.0] Initramfs unpacking\n');
  watchStandstill(serial, qmp, false, soon);
  await sleep(3000);
  assert.equal(commands, ['stop', 'cont']);
});

test('neither a machine that has ended is woken, nor one that has started its first program', async () => {
  const ended = silent('[    1.0] Initramfs unpacking failed: write error\n');
  const started = silent('[    1.0] Run /init as init process\n');
  for (const { serial, qmp } of [ended, started]) watchStandstill(serial, qmp, false, soon);
  ended.serial.end('QEMU was killed');
  await sleep(3000);
  assert.equal([...ended.commands, ...started.commands], []);
});

test.run();
