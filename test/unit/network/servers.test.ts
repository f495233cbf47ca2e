// Files by HTTP and HTTPS from nginx, through tinyproxy, and over connections that break: what comes, and what is said
// when nothing comes.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchPackage } from '../../../build/package.ts';
import { makeCertificates } from '../../../qemu/certificates.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import type { Connection } from '../../../src/network/connection.ts';
import { type FetchOptions, fetchFile } from '../../../src/network/fetch.ts';
import { NetworkError } from '../../../src/network/network-error.ts';
import { secureContextOf } from '../../../src/network/trust.ts';
import { failure } from '../../failure.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
const path = (name: string): string => join(directory.path, name);
const made = (name: string): string => {
  mkdirSync(path(name));
  return path(name);
};

const content = Buffer.alloc(1_000_000, 'baton ');
writeFileSync(join(made('root'), 'file'), content);
writeFileSync(path('users'), 'me:{PLAIN}p@ss\n');

/** The address of what is served, and of nothing else that is on this host. */
const host = '127.69.0.2';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const names = [`IP:${host}`, 'DNS:far.test'];
const good = await makeCertificates(made('good'), { names });
const expired = await makeCertificates(made('expired'), { names, days: -1 });
const wrongName = await makeCertificates(made('wrong-name'), { names: ['DNS:elsewhere.test'] });

const ports = {
  http: await freePort(),
  good: await freePort(),
  expired: await freePort(),
  wrongName: await freePort(),
};
const site = (name: keyof typeof ports): string => `${name === 'http' ? 'http' : 'https'}://${host}:${ports[name]}`;

const tls = (name: keyof typeof ports, { certificate, key }: typeof good): string =>
  `listen ${host}:${ports[name]} ssl; ssl_certificate ${certificate}; ssl_certificate_key ${key};`;
const configuration = `daemon off; master_process off; pid ${path('nginx.pid')}; error_log ${path('errors')};
events {}
http {
  access_log ${path('requests')};
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${path(name)};`).join(' ')}
  root ${path('root')};
  server {
    listen ${host}:${ports.http};
    location /loop { return 302 /loop; }
    location /fails { return 500; }
    location /busy { return 503; }
    location /to-nothing { return 301 gopher://${host}/; }
    location /private { auth_basic here; auth_basic_user_file ${path('users')}; alias ${path('root/file')}; }
  }
  server { ${tls('good', good)} location /down { return 302 ${site('http')}/file; } }
  server { ${tls('expired', expired)} }
  server { ${tls('wrongName', wrongName)} }
}
`;
writeFileSync(path('nginx.conf'), configuration);

const started: ChildProcess[] = [];
test.after(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** Starts a server and waits until it listens on the port. */
async function start(program: string, args: readonly string[], port: number): Promise<void> {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', program, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    cwd: directory.path,
  });
  started.push(child);
  for (let attempt = 0; attempt < 1200; attempt++) {
    const socket = connect(port, host);
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    await sleep(50);
  }
  throw new Error(`${program} does not listen`);
}

const nginx = join((await fetchPackage('nginx')).root, 'usr/sbin/nginx');
await start(nginx, ['-q', '-p', directory.path, '-e', path('errors'), '-c', path('nginx.conf')], ports.wrongName);

/** A proxy of which only those know the password who are told. */
const proxyPort = await freePort();
writeFileSync(
  path('tinyproxy.conf'),
  `Port ${proxyPort}\nListen ${host}\nTimeout 20\nAllow 127.0.0.0/8\nBasicAuth me secret\nLogFile "${path('proxied')}"\nPidFile "${path('tinyproxy.pid')}"\n`,
);
const tinyproxy = join((await fetchPackage('tinyproxy-bin')).root, 'usr/bin/tinyproxy');
await start(tinyproxy, ['-d', '-c', path('tinyproxy.conf')], proxyPort);
const proxied = (): string => readFileSync(path('proxied'), 'utf8');

const trusting = (certificates: { readonly authority: string }): Connection => {
  const authorities = [{ name: 'authority', text: readFileSync(certificates.authority, 'utf8') }];
  return { secure: async () => secureContextOf({ authorities, only: true }) };
};

async function bytesOf(url: string, options: FetchOptions = {}): Promise<Buffer> {
  const file = await fetchFile(url, options);
  const bytes = readFileSync(`/proc/self/fd/${file.fd}`);
  await file.close();
  return bytes;
}

/** What is said when the URL cannot be fetched, which takes no longer than `bound`, in milliseconds. */
async function refusal(url: string, options: FetchOptions = {}, bound = 20_000): Promise<string> {
  const begin = performance.now();
  const error = await failure(fetchFile(url, options));
  assert.instance(error, NetworkError);
  assert.ok(performance.now() - begin < bound, `${error.message} took ${performance.now() - begin} ms`);
  return error.message;
}

test('a file comes as it is, also encrypted', async () => {
  assert.ok((await bytesOf(`${site('http')}/file`)).equals(content));
  assert.ok((await bytesOf(`${site('good')}/file`, { connection: trusting(good) })).equals(content));
});

test('what a server refuses is a sentence', async () => {
  const http = site('http');
  assert.match(await refusal(`${http}/none`), /\/none is not to be had: the server has no such file \(status 404\)\.$/);
  assert.match(await refusal(`${http}/fails`), /was not fetched to its end: the server fails with status 500\.$/);
  assert.match(await refusal(`${http}/busy`), /was not fetched to its end: the server fails with status 503\.$/);
  assert.match(await refusal(`${http}/loop`), /more than 10 redirects lead away from it\.$/);
  assert.match(await refusal(`${http}/to-nothing`), /redirects to gopher:\S+, which is not fetched by HTTP\.$/);
  const down = await refusal(`${site('good')}/down`, { connection: trusting(good) });
  assert.match(down, /redirects to http:\S+, which anybody could change on its way\.$/);
});

test('a name and a password open what is private', async () => {
  const url = `${site('http')}/private`;
  assert.match(await refusal(url), /the server asks for a password, or does not give it out \(status 401\)\.$/);
  const wrong = await refusal(url.replace('//', '//me:wrong@'));
  assert.match(wrong, /^http:\/\/me@127\.69\.0\.2:\d+\/private is not to be had: .*\(status 401\)\.$/);
  assert.ok((await bytesOf(url.replace('//', '//me:p%40ss@'))).equals(content));
});

test('a certificate that has expired, is for another name, or is of somebody else is refused', async () => {
  assert.match(
    await refusal(`${site('expired')}/file`, { connection: trusting(expired) }),
    /^The certificate of \S+ is not trusted: certificate has expired \(CERT_HAS_EXPIRED\)\. Check the clock \(\d{4}-\d\d-\d\d\)/,
  );
  assert.match(
    await refusal(`${site('wrongName')}/file`, { connection: trusting(wrongName) }),
    /is not trusted: .* \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
  );
  assert.match(await refusal(`${site('good')}/file`, { connection: trusting(expired) }), /is not trusted: /);
  assert.match(await refusal(`${site('good')}/file`), /is not trusted: /);
});

test('a server that does not speak TLS, and one that speaks nothing else', async () => {
  const plain = site('http').replace('http:', 'https:');
  assert.match(
    await refusal(`${plain}/file`),
    /the server does not agree to an encrypted connection \((ERR_SSL_\w+|EPROTO)\)\.$/,
  );
  assert.match(
    await refusal(`${site('good').replace('https:', 'http:')}/file`),
    /the server answers with status 400\.$/,
  );
});

const proxy = { url: `http://me:secret@${host}:${proxyPort}`, except: [] as string[] };

test('HTTP goes over a proxy, and HTTPS through it, to names that only it has to know', async () => {
  assert.ok((await bytesOf(`${site('http')}/file`, { connection: { proxy } })).equals(content));
  assert.match(proxied(), /GET http:\/\/127\.69\.0\.2:\d+\/file/);
  const connection = { ...trusting(good), proxy };
  assert.ok((await bytesOf(`${site('good')}/file`, { connection })).equals(content));
  assert.match(proxied(), new RegExp(`CONNECT 127\\.69\\.0\\.2:${ports.good} `));
  await refusal('http://far.test/file', { connection }, 30_000);
  assert.match(proxied(), /GET http:\/\/far\.test\/file/);
});

test('some hosts are reached without the proxy', async () => {
  const before = proxied();
  const connection = { proxy: { ...proxy, except: ['.example.org', host] } };
  assert.ok((await bytesOf(`${site('http')}/file`, { connection })).equals(content));
  assert.is(proxied(), before);
});

test('a proxy that refuses, or is not there, is a sentence', async () => {
  const stranger = { ...trusting(good), proxy: { ...proxy, url: `http://${host}:${proxyPort}` } };
  const http = await refusal(`${site('http')}/file`, { connection: stranger });
  assert.match(http, /the proxy asks for a name and a password \(status 407\)\.$/);
  const https = await refusal(`${site('good')}/file`, { connection: stranger });
  assert.match(https, /is not to be had: Failed to establish tunnel .* 407 .*\. Check the proxy in the settings\.$/);
  const closed = { proxy: { url: `http://${host}:${await freePort()}`, except: [] } };
  assert.match(await refusal(`${site('http')}/file`, { connection: closed }), /ECONNREFUSED/);
});

test('a server that is not there is a sentence', async () => {
  assert.match(await refusal(`http://${host}:${await freePort()}/file`), /was not fetched to its end: .*ECONNREFUSED/);
});

/** Runs `use` with the URL of a server that does with a connection what `serve` does. */
async function withServer(serve: (socket: Socket) => void, use: (url: string) => Promise<void>): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  }).listen(0, host);
  await once(server, 'listening');
  try {
    await use(`http://${host}:${(server.address() as AddressInfo).port}/file`);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

test('over a connection that breaks every 300,000 bytes a file comes all the same', async () => {
  let connections = 0;
  const relay = (socket: Socket): void => {
    connections++;
    const back = connect(ports.http, host).on('error', () => {});
    let passed = 0;
    back.on('data', (bytes: Buffer) => {
      passed += bytes.length;
      if (passed < 300_000) socket.write(bytes);
      else socket.write(bytes, () => socket.destroy());
    });
    socket.on('close', () => back.destroy()).pipe(back);
  };
  await withServer(relay, async (url) => {
    assert.ok((await bytesOf(url)).equals(content));
    assert.ok(connections >= 3, `${connections}`);
  });
});

const head = (length: number): string => `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\netag: "x"\r\n\r\n`;
const onRequest = (socket: Socket, task: () => void): void => void socket.once('data', task);
const patience = 300;

test('a server that takes a connection and says nothing is given up', async () => {
  await withServer(
    () => {},
    async (url) =>
      assert.match(await refusal(url, { patience }), /was not fetched to its end: nothing has come for 0\.3 s\.$/),
  );
});

test('a server that stalls in the middle is given up', async () => {
  await withServer(
    (socket) => onRequest(socket, () => void socket.write(`${head(1000)}some`)),
    // Which of these it is depends on how busy this host is.
    async (url) =>
      assert.match(
        await refusal(url, { patience }),
        /(does not go on where it was|nothing has come for 0\.3 s|comes too slowly)/,
      ),
  );
});

test('a server that announces 1 GB and sends 10 MB is found out', async () => {
  const some = Buffer.alloc(10_000_000);
  await withServer(
    (socket) => onRequest(socket, () => void socket.end(Buffer.concat([Buffer.from(head(1e9)), some]))),
    async (url) =>
      assert.match(await refusal(url), /broke off, and the server does not go on where it was\. Try again\.$/),
  );
});

for (const [what, text] of Object.entries({
  'headers without an end': `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(100_000)}`,
  'chunks that are none': 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzzz\r\n',
  'two lengths': 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
  'another protocol': 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
  'a status that is none': 'HTTP/1.1 999999 what\r\n\r\n',
  'a redirect to no URL': 'HTTP/1.1 302 x\r\nlocation: http://[\r\ncontent-length: 0\r\n\r\n',
}))
  test(`${what} is a sentence`, async () => {
    await withServer(
      (socket) => onRequest(socket, () => void socket.end(text)),
      async (url) => assert.match(await refusal(url, { patience }), /\.$/),
    );
  });

test.run();
