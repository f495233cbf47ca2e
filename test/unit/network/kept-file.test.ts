// A file that is looked at and then booted is fetched once.

import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { OpenFile } from '../../../src/entry/volume.ts';
import { KeptFile } from '../../../src/network/kept-file.ts';
import { NetworkVolume } from '../../../src/network/network-volume.ts';
import { serve } from '../../serve.ts';

/** A server of one file. */
const served = { content: 'first'.repeat(100_000), etag: '"1"' as string | undefined };
const server = await serve((request, response) => {
  const { content, etag } = served;
  if (request.url !== '/file') return void response.writeHead(404).end();
  response.writeHead(200, { 'content-length': content.length, ...(etag === undefined ? {} : { etag }) });
  response.end(content);
});
test.after(server.close);
const volume = () => new NetworkVolume(server.site);

async function content(file: OpenFile | undefined): Promise<string | undefined> {
  if (!file) return undefined;
  const text = readFileSync(`/proc/self/fd/${file.fd}`, 'utf8');
  await file.close();
  return text;
}

test('what is opened twice comes from memory, as long as the server has the same', async () => {
  const one = volume();
  const progress: number[] = [];
  const watched = new NetworkVolume(one.identity.id, { onProgress: (_, bytes) => progress.push(bytes) });
  assert.ok((await content(await watched.open('/file'))) === served.content);
  const pieces = progress.length;
  assert.ok((await content(await watched.open('/file'))) === served.content);
  assert.is(progress.length, pieces);
  served.content = 'other'.repeat(100_000);
  served.etag = '"2"';
  assert.ok((await content(await watched.open('/file'))) === served.content);
  assert.ok(progress.length > pieces);
});

test('one that is open stays as it was when another one comes', async () => {
  const one = volume();
  served.etag = '"3"';
  const open = await one.open('/file');
  served.content = 'third'.repeat(100_000);
  served.etag = '"4"';
  assert.ok((await content(await one.open('/file'))) === served.content);
  assert.ok((await content(open)) === 'other'.repeat(100_000));
});

test('what the server no longer has is not there', async () => {
  const one = volume();
  await content(await one.open('/file'));
  assert.is(await one.open('/missing'), undefined);
});

test('a file is kept only where it takes a small part of the memory that is left', () => {
  const file = { fd: -1, size: 300, close: async () => {} };
  assert.is(KeptFile.fits(file, { total: 2000, available: 1200 }), true);
  assert.is(KeptFile.fits(file, { total: 2000, available: 1199 }), false);
});

test.run();
