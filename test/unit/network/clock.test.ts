// A clock that is wrong, and what sets it.

import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchPackage } from '../../../build/package.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { readHardwareClock } from '../../../src/linux/clock.ts';
import { type ClockSources, settleClock } from '../../../src/network/clock.ts';
import { askTime } from '../../../src/network/sntp.ts';
import { failure } from '../../failure.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);

const day = 86_400;
/** 2025-01-01 */
const built = 1_735_689_600;

/** A machine whose clock says `now`; what was set, and what was said of it. */
async function settle(
  now: number,
  sources: Partial<ClockSources>,
): Promise<{ set?: number; said?: string | undefined }> {
  const result: { set?: number; said?: string | undefined } = {};
  result.said = await settleClock({
    built,
    servers: [],
    hardware: () => undefined,
    set: (seconds) => {
      result.set = seconds;
    },
    now: () => now,
    ...sources,
  });
  return result;
}

test('a clock that could be right is left alone', async () => {
  assert.equal(await settle(built + 1, { hardware: () => built + day }), { said: undefined });
});

test('a clock before the build of the image is set by that of the hardware', async () => {
  assert.equal(await settle(0, { hardware: () => built + day, servers: ['not.asked'] }), {
    set: built + day,
    said: 'The clock said 1970-01-01, before this image was built; it was set to 2025-01-02 by the clock of the hardware.',
  });
});

test('where the hardware does not know either, time servers are asked until one does', async () => {
  const asked: string[] = [];
  const ask = async (server: string): Promise<number> => {
    asked.push(server);
    return server === 'good' ? built + 2 * day : 5;
  };
  const { set, said } = await settle(0, { hardware: () => 5, ask, servers: ['bad', 'good', 'late'] });
  assert.is(set, built + 2 * day);
  assert.match(said!, /it was set to 2025-01-03 by the time server good\.$/);
  assert.equal(asked, ['bad', 'good']);
});

test('where nothing tells the time there is a sentence', async () => {
  assert.match(
    (await failure(settle(0, {}))).message,
    /^The clock says 1970-01-01, before this image was built \(2025-01-01\), .* No time server is known\. Set the clock/,
  );
  const ask = async (): Promise<number> => built - day;
  assert.match(
    (await failure(settle(0, { ask, servers: ['10.0.0.1'] }))).message,
    /The time server 10\.0\.0\.1 says 2024-12-31, which is before that as well\./,
  );
});

test("the hardware's clock is the first that answers", () => {
  for (const [name, text] of Object.entries({ rtc0: '0\n', rtc1: '1735689600\n' })) {
    mkdirSync(join(directory.path, name));
    writeFileSync(join(directory.path, name, 'since_epoch'), text);
  }
  assert.is(readHardwareClock(directory.path), built);
  assert.is(readHardwareClock(join(directory.path, 'none')), undefined);
});

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const probe = createSocket('udp4');
  probe.bind(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

/** What the server says, which takes a while to start on a busy machine. */
async function answerOf(port: number): Promise<number> {
  for (let tries = 0; ; tries++) {
    try {
      return await askTime('127.0.0.1', port);
    } catch (error) {
      if (tries === 10) throw error;
    }
  }
}

test('chrony is asked for the time', async () => {
  const { root } = await fetchPackage('chrony');
  const port = await freePort();
  const configuration = join(directory.path, 'chrony.conf');
  const lines = ['local stratum 8', 'allow', `port ${port}`, 'bindaddress 127.0.0.1', 'cmdport 0', 'bindcmdaddress /'];
  writeFileSync(configuration, `${lines.join('\n')}\npidfile ${directory.path}/chrony.pid\n`);
  // Without control of the clock (-x), and as any user (-U).
  const server = spawn(
    join(root, 'usr/sbin/chronyd'),
    ['-x', '-d', '-U', '-u', userInfo().username, '-f', configuration],
    { stdio: 'ignore' },
  );
  try {
    const seconds = await answerOf(port);
    assert.ok(Math.abs(seconds - Date.now() / 1000) < 30, `${seconds}`);
  } finally {
    server.kill();
  }
});

/** A server that answers with `reply`, made of what it was asked. */
async function withServer(reply: (asked: Buffer) => Buffer, use: (port: number) => Promise<void>): Promise<void> {
  const server = createSocket('udp4');
  server.on('message', (asked, from) => server.send(reply(asked), from.port, from.address));
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  await use(server.address().port);
  server.close();
}

/** An answer as RFC 4330 has it. */
function answer(asked: Buffer, { first = 0x24, stratum = 2, seconds = built + 2_208_988_800 }): Buffer {
  const reply = Buffer.alloc(48);
  reply[0] = first;
  reply[1] = stratum;
  asked.copy(reply, 24, 40, 48);
  reply.writeUInt32BE(seconds % 2 ** 32, 40);
  return reply;
}

test('a server that is not up yet is asked again', async () => {
  const port = await freePort();
  const asking = askTime('127.0.0.1', port);
  await sleep(500);
  const server = createSocket('udp4');
  server.on('message', (asked, from) => server.send(answer(asked, {}), from.port, from.address));
  server.bind(port, '127.0.0.1');
  try {
    assert.ok(Math.abs((await asking) - built) < 60);
  } finally {
    server.close();
  }
});

test('the time goes on after 2036, where the protocol counts anew', async () => {
  const in2040 = Date.UTC(2040, 0, 1) / 1000;
  await withServer(
    (asked) => answer(asked, { seconds: in2040 + 2_208_988_800 }),
    async (port) => {
      const seconds = await askTime('127.0.0.1', port);
      assert.ok(seconds >= in2040 && seconds < in2040 + 60);
    },
  );
});

test('what is no answer to be believed is none, and there is a sentence within its bound', async () => {
  const replies: readonly ((asked: Buffer) => Buffer)[] = [
    // A server that is not synchronised, one that wants to be left alone, an answer to another question, and garbage.
    (asked) => answer(asked, { first: 0xe4 }),
    (asked) => answer(asked, { stratum: 0 }),
    () => answer(Buffer.alloc(48, 1), {}),
    () => Buffer.from('garbage'),
  ];
  const start = performance.now();
  const asking = replies.map((reply) =>
    withServer(reply, async (port) => {
      const { message } = await failure(askTime('127.0.0.1', port));
      assert.is(message, 'The time server 127.0.0.1 does not answer, or does not know the time itself.');
    }),
  );
  await Promise.all(asking);
  assert.ok(performance.now() - start < 60_000);
});

test.run();
