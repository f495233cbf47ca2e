// Files by HTTP and HTTPS, from servers that behave and from servers that do not.

import { readFileSync, readSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createPlainServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../build/command.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { shown } from '../../../src/entry/shown.ts';
import { fetchFile, lookFor } from '../../../src/network/fetch.ts';
import { NetworkError } from '../../../src/network/network-error.ts';
import { NetworkVolume } from '../../../src/network/network-volume.ts';
import { secureContextOf } from '../../../src/network/trust.ts';
import { serve } from '../../serve.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);

const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7 + (at >> 8)) & 0xff));

/** Runs `use` with the URL of a server that answers so. */
async function withServer<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const { site, close } = await serve(listener);
  try {
    return await use(site);
  } finally {
    close();
  }
}

async function bytesOf(url: string, options: Parameters<typeof fetchFile>[1] = {}): Promise<Buffer> {
  const file = await fetchFile(url, options);
  const bytes = Buffer.alloc(file.size);
  for (let done = 0; done < bytes.length; ) done += readSync(file.fd, bytes, done, bytes.length - done, done);
  await file.close();
  return bytes;
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (failure) {
    assert.instance(failure, NetworkError);
    return (failure as Error).message;
  }
  throw new Error('it did not fail');
}

test('a server that sends a little now and then is given up, and says how slow it was', async () => {
  const listener: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-length': 1_000_000 });
    const sending = setInterval(() => response.write('drop'), 20);
    response.on('close', () => clearInterval(sending));
  };
  const message = await withServer(listener, (url) => refusal(fetchFile(`${url}/file`, { patience: 500 })));
  assert.match(message, /\/file comes too slowly: \d+ bytes in 1\.5 s, \d+ in all\. Try another server\.$/);
});

test('a file comes as it is, with its progress', async () => {
  await withServer(
    (_, response) => void response.end(content),
    async (url) => {
      const progress: (readonly [number, number | undefined])[] = [];
      const bytes = await bytesOf(`${url}/file`, { onProgress: (got, total) => progress.push([got, total]) });
      assert.ok(bytes.equals(content));
      assert.equal(progress.at(-1), [content.length, content.length]);
      assert.equal(await lookFor(`${url}/file`), { size: content.length });
    },
  );
});

test('redirects are followed, up to a bound, and never from HTTPS to HTTP', async () => {
  await withServer(
    (request, response) => {
      if (request.url === '/file') response.end('here');
      else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
      else response.writeHead(301, { location: 'file' }).end();
    },
    async (url) => {
      assert.is((await bytesOf(`${url}/moved`)).toString(), 'here');
      assert.match(await refusal(fetchFile(`${url}/loop`)), /more than 10 redirects lead away from it/);
    },
  );
});

test('what broke off is resumed, if it is still the same file', async () => {
  let asked = 0;
  const ranges: (string | undefined)[] = [];
  const listener: RequestListener = (request, response) => {
    asked++;
    ranges.push(request.headers.range);
    const start = Number(/\d+/.exec(request.headers.range ?? '0')![0]);
    const headers = { etag: '"one"', 'content-length': content.length - start };
    if (start > 0) response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${content.length - 1}/*` });
    else response.writeHead(200, headers);
    if (asked < 3) response.write(content.subarray(start, start + 100_000), () => response.destroy());
    else response.end(content.subarray(start));
  };
  await withServer(listener, async (url) => {
    assert.ok((await bytesOf(`${url}/file`)).equals(content));
    assert.is(asked, 3);
    assert.is(ranges[0], undefined);
    assert.match(ranges[1] ?? '', /^bytes=\d+-$/);
  });
  let changed = 0;
  const other: RequestListener = (_, response) => {
    response.writeHead(200, { etag: `"${changed++}"`, 'content-length': content.length });
    response.write(content.subarray(0, 1000), () => response.destroy());
  };
  const message = await withServer(other, (url) => refusal(fetchFile(`${url}/file`)));
  assert.match(message, /broke off, and the server does not go on where it was/);
});

test('a server that always breaks off is given up', async () => {
  const listener: RequestListener = (_, response) => void response.destroy();
  assert.match(await withServer(listener, (url) => refusal(fetchFile(url))), /was not fetched to its end/);
});

test('what is not there is undefined to a volume, and what fails is a sentence', async () => {
  const listener: RequestListener = (request, response) => {
    response.writeHead(request.url === '/secret' ? 403 : 404).end();
  };
  await withServer(listener, async (url) => {
    const volume = new NetworkVolume(url);
    assert.is(await volume.stat('/missing'), undefined);
    assert.is(await volume.read('/missing'), undefined);
    assert.is(await volume.open('/missing'), undefined);
    assert.match(await refusal(volume.stat('/secret')), /asks for a password, or does not give it out \(status 403\)/);
  });
});

test('a server that lies about the length is found out, either way', async () => {
  const answer = (length: number, text: string) => {
    const server = createPlainServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n${text}`));
    });
    return new Promise<{ url: string; close: () => void }>((resolve) => {
      server.listen(0, '127.0.0.1', () =>
        resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }),
      );
    });
  };
  const short = await answer(100, 'too little');
  assert.match(await refusal(fetchFile(short.url)), /was not fetched to its end/);
  short.close();
  const long = await answer(4, 'too much');
  assert.is((await bytesOf(long.url)).toString(), 'too ');
  long.close();
});

test('what does not fit into the memory is refused before it is fetched', async () => {
  let sent = 0;
  const listener: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-length': 2 ** 44 });
    response.write(content, () => sent++);
  };
  const message = await withServer(listener, (url) => refusal(fetchFile(`${url}/huge`)));
  assert.match(message, /\/huge needs \d+ MiB of memory, and \d+ MiB are left/);
});

test('garbage instead of HTTP is a sentence', async () => {
  const server = createPlainServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end('SSH-2.0-garbage\r\n\0\0'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  assert.match(await refusal(fetchFile(url)), /was not fetched to its end: Parse Error/);
  server.close();
});

test('a transfer is stopped when that is asked for', async () => {
  const listener: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('x');
  };
  await withServer(listener, async (url) => {
    const abort = new AbortController();
    const options = { signal: abort.signal, onProgress: () => abort.abort() };
    assert.match(await refusal(fetchFile(url, options)), /because that was stopped/);
  });
});

test('a name and a password go along, and are not shown', async () => {
  let given: string | undefined;
  const listener: RequestListener = (request, response) => {
    given = request.headers.authorization;
    response.end('secret');
  };
  await withServer(listener, async (url) => {
    await bytesOf(url.replace('http://', 'http://me:p%40ss@'));
    assert.is(given, `Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });
  assert.is(shown('https://me:pass@host/file'), 'https://me@host/file');
});

test('a certificate of an authority that is not known is refused, and taken where the authority is named', async () => {
  const [key, certificate] = [join(directory.path, 'key.pem'), join(directory.path, 'certificate.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const how = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  await run('openssl', ['req', ...how, ...subject, '-keyout', key, '-out', certificate], { timeout: 60_000 });
  const server = createSecureServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_, response) =>
    response.end('safe'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const message = await refusal(fetchFile(url));
    assert.match(message, /^The certificate of https:\S+ is not trusted: .*Check the clock \(\d{4}-\d\d-\d\d\)/);
    const authorities = [{ name: certificate, text: readFileSync(certificate, 'utf8') }];
    const secure = async () => secureContextOf({ authorities, only: false });
    assert.is((await bytesOf(url, { connection: { secure } })).toString(), 'safe');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test.run();
