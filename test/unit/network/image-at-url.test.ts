// A disc image at a URL: how much of it is fetched, and what its entries are handed.

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { readImageAtUrl } from '../../../src/dialects/index.ts';
import { withFile } from '../../../src/entry/read-at.ts';
import { openImageAtUrl } from '../../../src/network/image-at-url.ts';
import { NetworkError } from '../../../src/network/network-error.ts';
import { serve } from '../../serve.ts';
import { MemoryVolume } from '../memory-volume.ts';

await ensureTools(['genisoimage']);
const directory = await temporaryDirectory();
test.after(directory.remove);

const machine = { firmware: 'pc', cpu: 'x86_64' } as const;
const kernel = randomBytes(300_000);

/** A disc image with 8 MiB that nobody asks for. */
function image(grub: string, more: Readonly<Record<string, string>> = {}): Buffer {
  const tree = join(directory.path, `tree${Math.random()}`);
  const files = { '/boot/grub/grub.cfg': grub, '/live/k': kernel, '/live/root': Buffer.alloc(2 ** 23, 1), ...more };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), content);
  }
  execFileSync('genisoimage', ['-quiet', '-R', '-o', `${tree}.iso`, tree], { stdio: 'ignore' });
  return readFileSync(`${tree}.iso`);
}

const server = { sent: 0, parts: true, files: new Map<string, Buffer>() };
const listening = await serve((request, response) => {
  const content = server.files.get(request.url ?? '');
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (!content) return void response.writeHead(404).end();
  const start = server.parts && from !== undefined ? Number(from) : undefined;
  const body = start === undefined ? content : content.subarray(start, to ? Number(to) + 1 : undefined);
  const range = `bytes ${start}-${(start ?? 0) + body.length - 1}/${content.length}`;
  const headers = { 'content-length': body.length, ...(start === undefined ? {} : { 'content-range': range }) };
  server.sent += body.length;
  response.writeHead(start === undefined ? 200 : 206, headers).end(body);
});
const { site } = listening;
test.after(listening.close);
test.before.each(() => void Object.assign(server, { sent: 0, parts: true }));

const offer = (path: string, content: Buffer) => server.files.set(path, content);
const entries = async (path: string) => {
  const volume = (await openImageAtUrl(`${site}${path}`, () => ({})))!;
  const persistence = new MemoryVolume({ id: 'sdb1', label: 'persistence' }, {});
  return { volume, reading: await readImageAtUrl(volume, [persistence], machine) };
};

test('of an image only what is asked for is fetched, and its kernel is there as it is', async () => {
  const content = image('menuentry Live { linux /live/k boot=live; }\n');
  offer('/live.iso', content);
  const { volume, reading } = await entries('/live.iso');
  const [live] = reading.entries;
  assert.equal(live!.kernel, { volume: `${site}/live.iso`, path: '/live/k' });
  assert.equal([live!.submenu, live!.cmdline], [['live.iso'], `boot=live fetch=${site}/live.iso persistence`]);
  const bytes = await withFile(volume, '/live/k', (readAt) => readAt(0, 400_000));
  assert.ok(kernel.equals(bytes!));
  assert.ok(server.sent < 2 ** 20, `${server.sent} bytes were fetched`);
});

test('a server without parts is asked for all of it, once', async () => {
  server.parts = false;
  const content = image('menuentry Live { linux /live/k boot=live; }\n');
  offer('/live.iso', content);
  const { volume, reading } = await entries('/live.iso');
  assert.is(reading.entries.length, 1);
  const bytes = await withFile(volume, '/live/k', (readAt) => readAt(0, 400_000));
  assert.ok(kernel.equals(bytes!));
  // The first answer was not read to its end.
  assert.ok(server.sent <= 2 * content.length, `${server.sent} of ${content.length} bytes`);
});

test('each family is told the URL in its own words; what cannot boot so says why', async () => {
  const of = async (linux: string, more: Readonly<Record<string, string>> = {}) => {
    offer('/x.iso', image(`menuentry a { linux ${linux}; }\n`, more));
    const [first] = (await entries('/x.iso')).reading.entries;
    return [first!.cmdline, first!.diagnostics.join(' ')];
  };
  const url = `${site}/x.iso`;
  assert.equal(await of('/live/k boot=casper'), [`boot=casper ip=dhcp url=${url}`, '']);
  assert.equal(await of('/live/k root=live:CDLABEL=F rd.live.image'), [
    `rd.live.image root=live:${url} rd.neednet=1 ip=dhcp`,
    '',
  ]);
  const [own, why] = await of('/live/k archisobasedir=arch');
  assert.is(own, 'archisobasedir=arch');
  assert.match(why!, /^Arch Linux cannot find a disc image that lies at a URL\. .*archiso_http_srv=/);
  assert.match((await of('/live/k inst.stage2=hd:LABEL=R'))[1]!, /Anaconda cannot .* inst\.repo=/);
  assert.match((await of('/live/k', { '/nix-store.squashfs': '' }))[1]!, /NixOS cannot .* Copy the image to a disk/);
});

test('what is not there, or no image, is nothing; a server that fails is an error', async () => {
  offer('/text.iso', Buffer.alloc(100_000, 'text'));
  assert.is(await openImageAtUrl(`${site}/text.iso`, () => ({})), undefined);
  assert.is(await openImageAtUrl(`${site}/none.iso`, () => ({})), undefined);
  const failure = await openImageAtUrl('http://127.0.0.1:1/x.iso', () => ({})).catch((error) => error);
  assert.instance(failure, NetworkError);
});

test.run();
