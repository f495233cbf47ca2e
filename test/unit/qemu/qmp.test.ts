import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Qmp } from '../../../qemu/qmp.ts';
import { failure } from '../../failure.ts';

/** A monitor that answers each command with what `answer` makes of it, in pieces. */
function monitor(answer: (command: string) => object): { qmp: Qmp; socket: Duplex } {
  const socket = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      const { execute, id } = JSON.parse(String(chunk));
      const line = `${JSON.stringify({ id, ...answer(execute) })}\r\n`;
      this.push(line.slice(0, 5));
      this.push(line.slice(5));
      done();
    },
  });
  return { qmp: new Qmp(socket as Socket), socket };
}

test('a command returns what QEMU returns for it, events in between or not', async () => {
  const { qmp, socket } = monitor((command) => ({ return: { command } }));
  socket.push('{"QMP":{"version":{}}}\r\n{"event":"STOP"}\r\n');
  const [status, stats] = await Promise.all([qmp.execute('query-status'), qmp.execute('query-blockstats')]);
  assert.equal(status, { command: 'query-status' });
  assert.equal(stats, { command: 'query-blockstats' });
});

test("QEMU's refusal is an error with the command and QEMU's sentence", async () => {
  const { qmp } = monitor(() => ({ error: { class: 'GenericError', desc: 'there is no console to dump' } }));
  assert.is(
    (await failure(qmp.execute('screendump'))).message,
    'QEMU did not execute screendump: there is no console to dump',
  );
});

test('commands fail at once when QEMU is gone', async () => {
  const { qmp, socket } = monitor(() => ({}));
  const waiting = failure(qmp.execute('stop'));
  socket.destroy();
  assert.match((await waiting).message, /closed its monitor/);
  assert.match((await failure(qmp.execute('cont'))).message, /closed/);
});

test.run();
