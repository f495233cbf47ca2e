// Files by TFTP from dnsmasq, also through a network that loses packets.

import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { searchPath } from '../../../build/command.ts';
import { fetchPackage } from '../../../build/package.ts';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { readByBusybox } from '../../../src/network/busybox-tftp.ts';
import { fetchFile, lookFor } from '../../../src/network/fetch.ts';
import { NetworkError } from '../../../src/network/network-error.ts';
import { NetworkVolume } from '../../../src/network/network-volume.ts';
import { readTftp } from '../../../src/network/tftp.ts';
import { failure } from '../../failure.ts';

await ensureTools(['busybox', 'dnsmasq']);
const directory = await temporaryDirectory();
test.after(directory.remove);
chmodSync(directory.path, 0o755);

/** One with a last block that is full, and one whose blocks are counted beyond 65,535. */
const files = { small: Buffer.alloc(2 * 1468, 'ab'), large: Buffer.alloc(66_000 * 1468 + 5, 'baton ') };
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
  const pieces: Buffer[] = [];
  await readTftp(address, 69, '/large', { onData: (bytes) => void pieces.push(Buffer.from(bytes)) });
  assert.ok(Buffer.concat(pieces).equals(files.large));
});

rooted('a large file of a server that sends one block at a time is fetched by busybox, with its progress', async () => {
  const sizes: number[] = [];
  const file = await fetchFile(`tftp://${address}/large`, { onProgress: (bytes) => sizes.push(bytes) });
  assert.ok(readFileSync(`/proc/self/fd/${file.fd}`).equals(files.large));
  await file.close();
  assert.is(sizes.at(-1), files.large.length);
  // It is looked at four times in a second, and not told of every block.
  assert.ok(sizes.length < 1000, `${sizes.length}`);
  const abort = AbortSignal.timeout(400);
  const stopped = fetchFile(`tftp://${address}/large`, { signal: abort });
  assert.match(await refusal(stopped), /because that was stopped\.$/);
});

test('what busybox fails at is a sentence, and so is a server that stops in the middle', async () => {
  const place = { host: '127.0.0.1', path: '/part' };
  const out = openSync(join(directory.path, 'out'), 'w+');
  const refusing = await fakeServer(() => Buffer.from('\0\x05\0\x01no such file\0', 'latin1'));
  const failing = readByBusybox({ ...place, port: refusing.address().port }, out, { onGrown() {} });
  assert.match(await refusal(failing), /^tftp:\/\/127\.0\.0\.1\/part was not fetched to its end: .*\.$/);
  refusing.close();
  const silent = await fakeServer((count) => (count === 0 ? block(1) : undefined));
  const port = silent.address().port;
  const stalled = readByBusybox({ ...place, port }, out, { onGrown() {}, patience: 1000 });
  assert.match(await refusal(stalled), /was not fetched to its end: the server does not answer\.$/);
  silent.close();
  closeSync(out);
});

rooted('what is not there is undefined to a volume', async () => {
  const volume = new NetworkVolume(`tftp://${address}`);
  assert.is(await volume.stat('/missing'), undefined);
  assert.is(await volume.read('/missing'), undefined);
  assert.equal(await volume.stat('/small'), { kind: 'file', size: files.small.length });
});

/** Passes packets on between a client and the server on `host`, but for every `nth`. */
async function lossyNetwork(nth: number, host: string, first = 69): Promise<{ port: number; close: () => void }> {
  const front = createSocket('udp4');
  const back = createSocket('udp4');
  let [count, client, peer] = [0, 0, first];
  const pass = (socket: Socket, message: Buffer, port: number, to: string) => {
    if (++count % nth !== 0) socket.send(message, port, to);
  };
  front.on('message', (message, from) => {
    client = from.port;
    pass(back, message, peer, host);
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

const part = files.large.subarray(0, 80 * 1468);
writeFileSync(join(directory.path, 'part'), part, { mode: 0o644 });

async function read(port: number, patience?: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const onData = (bytes: Uint8Array) => void pieces.push(Buffer.from(bytes));
  await readTftp('127.0.0.1', port, '/part', { onData, ...(patience === undefined ? {} : { patience }) });
  return Buffer.concat(pieces);
}

rooted('one packet in twenty is lost, and nothing of the file', async () => {
  // Of an even number it would always be those of one side.
  const network = await lossyNetwork(21, address);
  assert.ok((await read(network.port)).equals(part));
  network.close();
});

rooted('a server that sends many blocks at once loses some of them, and nothing of the file', async () => {
  const [{ root }, wrap] = [await fetchPackage('atftpd'), await fetchPackage('libwrap0')];
  const port = await freePort();
  const options = ['--daemon', '--no-fork', '--user', 'root.root', '--logfile', '-', '--bind-address', '127.0.0.1'];
  const atftpd = spawn(join(root, 'usr/sbin/atftpd'), [...options, '--port', `${port}`, directory.path], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { PATH: searchPath, LD_LIBRARY_PATH: join(wrap.root, 'usr/lib/x86_64-linux-gnu') },
  });
  await once(atftpd, 'spawn');
  let acknowledgements = 0;
  const network = await lossyNetwork(21, '127.0.0.1', port);
  const whole = await countingNetwork(network.port, () => acknowledgements++);
  try {
    assert.ok((await read(whole.port)).equals(part));
    assert.ok(acknowledgements < 40, `${acknowledgements} acknowledgements for 81 blocks`);
  } finally {
    for (const one of [whole, network]) one.close();
    atftpd.kill('SIGKILL');
  }
});

/** Passes everything on, and tells of each packet that the client has sent. */
async function countingNetwork(port: number, sent: () => void): Promise<{ port: number; close: () => void }> {
  const [front, back] = [createSocket('udp4'), createSocket('udp4')];
  let client = 0;
  front.on('message', (message, from) => {
    client = from.port;
    sent();
    back.send(message, port, '127.0.0.1');
  });
  back.on('message', (message) => front.send(message, client, '127.0.0.1'));
  front.bind(0, '127.0.0.1');
  await once(front, 'listening');
  const close = () => {
    front.close();
    back.close();
  };
  return { port: front.address().port, close };
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** A server that answers the `count`-th packet of a client with what `answer` makes, and else says nothing. */
async function fakeServer(answer: (count: number) => Buffer | undefined): Promise<Socket> {
  const socket = createSocket('udp4');
  let count = 0;
  socket.on('message', (_, from) => {
    const message = answer(count++);
    if (message) socket.send(message, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

const block = (number: number, size = 512): Buffer =>
  Buffer.concat([Buffer.from([0, 3, 0, number]), Buffer.alloc(size)]);

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await failure(promise);
  assert.instance(error, NetworkError);
  return error.message;
}

test('a server that does not answer is given up, with a sentence', async () => {
  const silent = await fakeServer(() => undefined);
  assert.match(
    await refusal(read(silent.address().port, 500)),
    /\/part is not to be had: the server does not answer\.$/,
  );
  silent.close();
});

test('a server that stops in the middle is given up, with a sentence', async () => {
  const stalling = await fakeServer((count) => (count < 3 ? block(count + 1) : undefined));
  const { port } = stalling.address();
  assert.match(await refusal(read(port, 500)), /\/part was not fetched to its end: the server does not answer\.$/);
  stalling.close();
});

for (const [what, message, sentence] of [
  [
    'a refusal',
    Buffer.from('\0\x05\0\x02go away\x1b[2J\0', 'latin1'),
    /the server does not give it out \("go away\?\[2J"\)\.$/,
  ],
  ['a block that is too long', block(1, 1468), /a block is longer than was agreed\.$/],
  ['an option that was not asked for', Buffer.from('\0\x06blksize\x0065464\0'), /the server offers blksize 65464/],
  ['garbage', Buffer.from('SSH-2.0-garbage'), /the server does not answer\.$/],
] as const)
  test(`${what} is a sentence`, async () => {
    const server = await fakeServer(() => message);
    assert.match(await refusal(read(server.address().port, 500)), sentence);
    server.close();
  });

test('a server that lies about the size is found out', async () => {
  const options = Buffer.from('\0\x06tsize\x001000000\0');
  const server = await fakeServer((count) => (count === 0 ? options : block(count, count === 1 ? 512 : 10)));
  const message = await refusal(fetchFile(`tftp://127.0.0.1:${server.address().port}/part`));
  assert.match(message, /\/part has 522 bytes, but the server has announced 1000000\. Try again\.$/);
  server.close();
});

test('what does not fit into the memory is refused before it is fetched', async () => {
  let asked = 0;
  const server = await fakeServer((count) => {
    asked = count + 1;
    return Buffer.from(`\0\x06tsize\0${2 ** 44}\0`);
  });
  const message = await refusal(fetchFile(`tftp://127.0.0.1:${server.address().port}/huge`));
  assert.match(message, /\/huge needs \d+ MiB of memory, and \d+ MiB are left/);
  assert.is(asked, 1);
  server.close();
});

test('a transfer is stopped when that is asked for', async () => {
  const silent = await fakeServer(() => undefined);
  const signal = AbortSignal.timeout(100);
  const reading = readTftp('127.0.0.1', silent.address().port, '/file', { onData() {}, signal });
  assert.match(await refusal(reading), /was not fetched to its end, because that was stopped/);
  silent.close();
});

test.run();
