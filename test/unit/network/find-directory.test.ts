// Directories and single entries at a URL: what the Boot Loader Specification has.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import type { Machine } from '../../../src/dialects/dialect.ts';
import type { Volume } from '../../../src/entry/volume.ts';
import { findAt } from '../../../src/network/find.ts';
import { NetworkVolume } from '../../../src/network/network-volume.ts';
import { namesIn } from '../../../src/network/server-directory.ts';
import { MemoryVolume } from '../memory-volume.ts';

type Files = Readonly<Record<string, string>>;

const entry = 'title Debian\nversion 6.1\nlinux /vmlinuz\ninitrd /initrd.img\noptions root=LABEL=root quiet\n';

function page(names: readonly string[]): string {
  const links = names.map((name) => `<a href="${encodeURI(name)}">${name}</a>  20-Nov-2026 12:00  100`);
  return `<html><head><title>Index</title></head><body><h1>Index</h1><hr><pre><a href="../">../</a>\n${links.join('\n')}</pre></body></html>`;
}

function machineWith(volume: (origin: string) => Volume): Machine {
  const network = { mac: '52:54:00:12:34:56', ip: '10.0.2.15', netmask: '255.255.255.0', volume };
  return { firmware: 'efi', cpu: 'x86_64', network };
}

/** What lies at `path` of http://h, whose server has these files. */
async function at(path: string, files: Files) {
  const volume = (id: string) => new MemoryVolume({ id, type: 'http' }, id === 'http://h' ? files : {});
  const found = await findAt(`http://h${path}`, machineWith(volume));
  return 'reading' in found ? found.reading : found.file.path;
}

test('one entry at a URL: its files count from the directory that has loader in it', async () => {
  const files = { '/a/loader/entries/deb.conf': entry, '/a/vmlinuz': '', '/a/initrd.img': '' };
  const reading = await at('/a/loader/entries/deb.conf', files);
  assert.ok(typeof reading === 'object');
  const [only] = reading.entries;
  assert.is(reading.entries.length, 1);
  assert.equal(
    [only?.title, only?.cmdline, only?.config, only?.default],
    ['Debian', 'root=LABEL=root quiet', '/a/loader/entries/deb.conf', true],
  );
  assert.equal(only?.kernel, { volume: 'http://h', path: '/a/vmlinuz' });
  assert.equal(only?.initrds, [{ volume: 'http://h', path: '/a/initrd.img' }]);
});

test('an entry that lies anywhere counts from the root of its server', async () => {
  const reading = await at('/any/deb.conf', { '/any/deb.conf': entry, '/vmlinuz': '', '/initrd.img': '' });
  assert.ok(typeof reading === 'object');
  assert.equal(reading.entries[0]?.kernel, { volume: 'http://h', path: '/vmlinuz' });
  assert.is(reading.entries[0]?.config, '/any/deb.conf');
  assert.equal(reading.entries[0]?.diagnostics, []);
});

test('uki-url names an image on this server or on another one', async () => {
  for (const [url, kernel] of [
    ['http://other/a.efi', { volume: 'http://other', path: '/a.efi' }],
    ['/b.efi', { volume: 'http://h', path: '/b.efi' }],
  ] as const) {
    const reading = await at('/loader/entries/a.conf', { '/loader/entries/a.conf': `title A\nuki-url ${url}\n` });
    assert.ok(typeof reading === 'object');
    assert.equal([reading.entries[0]?.kind, reading.entries[0]?.kernel], ['uki', kernel]);
    assert.is(reading.entries[0]?.default, true);
  }
});

test('a .conf that is something else is a file to be looked at', async () => {
  assert.is(await at('/extlinux.conf', { '/extlinux.conf': 'default a\nlabel a\n kernel k\n' }), '/extlinux.conf');
});

test('a directory has the entries that its server lists, newest first', async () => {
  await ensureTools(['python3']);
  await using directory = await temporaryDirectory();
  const entries = join(directory.path, 'a/loader/entries');
  await mkdir(entries, { recursive: true });
  await writeFile(join(entries, 'deb-6.1.conf'), entry);
  await writeFile(join(entries, 'deb 6.12.conf'), entry.replace('6.1', '6.12'));
  for (const name of ['vmlinuz', 'initrd.img']) await writeFile(join(directory.path, 'a', name), name);
  const args = ['-u', '-m', 'http.server', '--bind', '127.0.0.1', '--directory', directory.path, '0'];
  const server = spawn('python3', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const said = `${(await once(server.stdout, 'data'))[0]}`;
    const site = `http://127.0.0.1:${/port (\d+)/.exec(said)?.[1]}`;
    for (const path of ['/a/', '/a/loader/', '/a/loader/entries/']) {
      const found = await findAt(
        `${site}${path}`,
        machineWith((origin) => new NetworkVolume(origin)),
      );
      assert.ok('reading' in found);
      assert.equal(
        found.reading.entries.map(({ id, kernel, diagnostics }) => [id, kernel?.path, diagnostics]),
        [
          ['deb 6.12.conf', '/a/vmlinuz', []],
          ['deb-6.1.conf', '/a/vmlinuz', []],
        ],
      );
    }
  } finally {
    server.kill();
  }
});

test('a directory has a script of iPXE or a grub.cfg; one that has nothing is said', async () => {
  const script = await at('/a/', { '/a/autoexec.ipxe': '#!ipxe\nkernel k x\nboot\n', '/a/k': '' });
  assert.is(typeof script === 'object' && script.entries[0]?.cmdline, 'x');
  const grub = await at('/a/', { '/a/grub/grub.cfg': 'menuentry g { linux /k }', '/k': '' });
  assert.is(typeof grub === 'object' && grub.entries[0]?.title, 'g');
  const nothing = await at('/a/', {}).catch((failure: Error) => failure.message);
  assert.match(String(nothing), /http:\/\/h\/a\/ has nothing to boot/);
});

test('the names on pages of nginx, Apache and Python; what leads elsewhere is none of them', () => {
  assert.equal(namesIn(page(['b c.conf', 'a&b.efi', 'sub/'])), ['a&b.efi', 'b c.conf', 'sub']);
  const apache = `<tr><th><a href="?C=N;O=D">Name</a></th></tr><tr><td><a href="/">Parent Directory</a></td></tr>
<tr><td><a href="one.conf">one.conf</a></td></tr><A class=x HREF='./two.conf'>two</A><a href=http://x/three.conf>t</a>`;
  assert.equal(namesIn(apache), ['one.conf', 'two.conf']);
  assert.equal(namesIn('<a href="%E0%A4%A">broken</a>'), ['%E0%A4%A']);
  const start = performance.now();
  namesIn('<a '.repeat(300_000));
  assert.ok(performance.now() - start < 20_000);
});

test.run();
