// Files by TFTP from dnsmasq, also through a network that loses packets.

import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { searchPath } from '../../../build/command.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { fetchFile, lookFor } from '../../../src/network/fetch.ts';
import { NetworkError } from '../../../src/network/network-error.ts';
import { NetworkVolume } from '../../../src/network/network-volume.ts';
import { readTftp } from '../../../src/network/tftp.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
chmodSync(directory.path, 0o755);

/** One with a last block that is full, and one whose blocks are counted beyond 65,535. */
const files = { small: Buffer.alloc(2 * 1428, 'ab'), large: Buffer.alloc(66_000 * 1428 + 5, 'baton ') };
for (const [name, bytes] of Object.entries(files)) writeFileSync(join(directory.path, name), bytes, { mode: 0o644 });

/** Only root may serve port 69, which is the one that dnsmasq serves. */
const isRoot = process.getuid?.() === 0;
const address = '127.69.0.1';
let server: ChildProcess | undefined;

test.before(async () => {
  if (!isRoot) return console.log('not root: TFTP is not tested, because only root may serve port 69');
  const args = ['--keep-in-foreground', '--conf-file=/dev/null', '--port=0', '--enable-tftp', '--log-facility=-'];
  const place = [`--tftp-root=${directory.path}`, `--listen-address=${address}`, '--bind-interfaces', '--user=root'];
  server = spawn('dnsmasq', [...args, ...place, '--pid-file='], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: searchPath },
  });
  await Promise.race([once(server.stderr!, 'data'), once(server, 'exit')]);
});

test.after(() => void server?.kill());

const rooted = (name: string, task: () => Promise<void>) => test(name, async () => (isRoot ? task() : undefined));

async function bytesOf(url: string): Promise<Buffer> {
  const file = await fetchFile(url);
  const bytes = Buffer.alloc(file.size);
  for (let done = 0; done < bytes.length; ) done += readSync(file.fd, bytes, done, bytes.length - done, done);
  await file.close();
  return bytes;
}

rooted('a file comes as it is, and its size is known before', async () => {
  assert.equal(await lookFor(`tftp://${address}/small`), { size: files.small.length });
  assert.ok((await bytesOf(`tftp://${address}/small`)).equals(files.small));
});

rooted('block numbers begin anew after 65,535', async () => {
  assert.ok((await bytesOf(`tftp://${address}/large`)).equals(files.large));
});

rooted('what is not there is undefined to a volume', async () => {
  const volume = new NetworkVolume(`tftp://${address}`);
  assert.is(await volume.stat('/missing'), undefined);
  assert.is(await volume.read('/missing'), undefined);
  assert.equal(await volume.stat('/small'), { kind: 'file', size: files.small.length });
});

/** Passes packets on between a client and the server, but for every `nth`. */
async function lossyNetwork(nth: number): Promise<{ port: number; close: () => void }> {
  const front = createSocket('udp4');
  const back = createSocket('udp4');
  let [count, client, peer] = [0, 0, 69];
  const pass = (socket: Socket, message: Buffer, port: number, to: string) => {
    if (++count % nth !== 0) socket.send(message, port, to);
  };
  front.on('message', (message, from) => {
    client = from.port;
    pass(back, message, peer, address);
  });
  back.on('message', (message, from) => {
    peer = from.port;
    pass(front, message, client, '127.0.0.1');
  });
  front.bind(0, '127.0.0.1');
  await once(front, 'listening');
  const close = () => {
    front.close();
    back.close();
  };
  return { port: front.address().port, close };
}

rooted('one packet in twenty is lost, and nothing of the file', async () => {
  const network = await lossyNetwork(20);
  const pieces: Buffer[] = [];
  const onData = (bytes: Uint8Array) => void pieces.push(Buffer.from(bytes));
  const part = files.large.subarray(0, 80 * 1428);
  writeFileSync(join(directory.path, 'part'), part, { mode: 0o644 });
  await readTftp('127.0.0.1', network.port, '/part', { onData });
  network.close();
  assert.ok(Buffer.concat(pieces).equals(part));
});

test('a server that does not answer is given up, with a sentence', async () => {
  const silent = createSocket('udp4');
  silent.bind(0, '127.0.0.1');
  await once(silent, 'listening');
  const abort = new AbortController();
  const reading = readTftp('127.0.0.1', silent.address().port, '/file', { onData() {}, signal: abort.signal });
  setTimeout(() => abort.abort(), 100);
  const failure = await reading.then(
    () => undefined,
    (error: unknown) => error,
  );
  silent.close();
  assert.instance(failure, NetworkError);
  assert.match((failure as Error).message, /was not fetched to its end, because that was stopped/);
});

test.run();
