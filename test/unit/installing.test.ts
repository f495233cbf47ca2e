// What becomes of an entry before it is loaded: of one from the catalogue, and of those that get answers.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { DirectoryVolume } from '../../src/disks/directory-volume.ts';
import { Installing, type Surroundings } from '../../src/installing.ts';
import { entry } from './entries.ts';
import { MemoryVolume } from './memory-volume.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
const disk = new DirectoryVolume(directory.path, { id: 'vda1', label: 'KEYS' });
const put = (path: string, text: string) => writeFileSync(join(directory.path, path), text);
put('ks.cfg', 'lang en_US\n%packages\n%end\n');

const server = new MemoryVolume({ id: 'http://h' }, { '/ks.cfg': '%packages\n%end\n', '/odd': 'odd' });
const said: string[] = [];
const installing = (wishes: ReturnType<Surroundings['wishes']>) =>
  new Installing({
    journal: { info: (text) => void said.push(text), warning: (text) => void said.push(text) },
    wishes: () => wishes,
    volumes: () => [disk],
    locate: async (url) => ({ volume: server, path: new URL(url).pathname }),
  });

const installed = { ...entry('Debian'), cmdline: 'root=/dev/vda1' };
const fromServer = { ...installed, volume: 'http://h', cmdline: 'inst.repo=http://h/os' };
const failure = (promise: Promise<unknown>): Promise<string> => promise.then(String, (error) => error.message);

test('answers go to what comes from a server or a disc image, and never to an installed system', async () => {
  const seeded = installing({ seed: { url: 'http://h/ks.cfg' } });
  assert.equal(await seeded.prepared(installed), { entry: installed, archives: [] });
  const { entry: changed, archives } = await seeded.prepared(fromServer);
  assert.equal([changed.cmdline, archives], ['inst.repo=http://h/os inst.ks=http://h/ks.cfg', []]);
  assert.match(said.at(-1)!, /gets the answers in http:\/\/h\/ks\.cfg \(kickstart\)/);
  const ofImage = { ...installed, kernel: { volume: 'vda1', image: '/x.iso', path: '/k' } };
  assert.match((await seeded.prepared(ofImage)).entry.cmdline, /inst\.ks=/);
});

test('those on a volume, or at a URL of TFTP, go along in an archive', async () => {
  for (const seed of [{ path: '/ks.cfg', volume: 'LABEL=KEYS' }, { url: 'tftp://h/ks.cfg' }]) {
    const { entry: changed, archives } = await installing({ seed }).prepared(fromServer);
    assert.is(changed.cmdline, 'inst.repo=http://h/os inst.ks=file:/ks.cfg');
    assert.ok(Buffer.from(archives[0]!).includes('%packages'));
  }
});

test('answers that are not there, or none, are said to be so, with what to do', async () => {
  const refusal = (seed: ReturnType<Surroundings['wishes']>['seed']) =>
    failure(installing({ seed }).prepared(fromServer));
  assert.match(await refusal({ path: '/none', volume: 'LABEL=KEYS' }), /\/none on LABEL=KEYS is not there\. Connect/);
  assert.match(await refusal({ path: '/ks.cfg', volume: 'LABEL=OTHER' }), /is not there/);
  assert.match(await refusal({ url: 'http://h/odd' }), /^http:\/\/h\/odd has no answers .* Correct baton\.seed/);
});

test('the catalogue of the settings takes the place of the own one; its entries load checked files', async () => {
  mkdirSync(join(directory.path, 'c'));
  put(
    'c/c.toml',
    `[one]\ntitle = "One"\nmirror = "http://h"\ndirectory = "one"\nrelease = "1"\narchitectures = { x86_64 = "x" }\nkernel = "{mirror}/k"\ninitrds = ["{mirror}/i"]\ncmdline = "a"\n[bad]\n`,
  );
  const one = installing({ catalogue: { path: '/c/c.toml', volume: 'LABEL=KEYS' }, mirror: 'http://h/all' });
  const { entries } = await one.reading('Install');
  assert.equal(
    entries.map(({ title, submenu, kernel }) => [title, submenu, kernel?.url]),
    [['One', ['Install'], 'http://h/all/one/k']],
  );
  assert.match(said.at(-1)!, /\[bad\] is not used/);
  const { entry: prepared } = await one.prepared(entries[0]!);
  assert.equal(prepared.kernel, { volume: 'install:one', path: 'http://h/all/one/k' });
  assert.equal(prepared.initrds, [{ volume: 'install:one', path: 'http://h/all/one/i' }]);
  assert.ok(one.volume('install:one'));
  assert.match(
    await failure(installing({ catalogue: { path: '/none' } }).reading('Install')),
    /\/none is not there\. Connect its disk, or correct/,
  );
});

test.run();
