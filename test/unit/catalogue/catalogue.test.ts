// The catalogue that comes with baton and others, and what becomes of an offer, with a mirror that is a real server.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../build/cache.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { CheckedVolume } from '../../../src/catalogue/checked-volume.ts';
import { catalogueReading, offerName } from '../../../src/catalogue/entry.ts';
import { prepareOffer } from '../../../src/catalogue/prepare.ts';
import { readCatalogue } from '../../../src/catalogue/read.ts';
import { offerOf, type System } from '../../../src/catalogue/system.ts';
import { NetworkVolume } from '../../../src/network/network-volume.ts';
import { serve } from '../../serve.ts';

const bytes = readFileSync(join(checkout, 'initramfs/etc/baton/catalogue.toml'));
const { systems, problems } = await readCatalogue(bytes, 'catalogue.toml');
const system = (name: string): System => systems.find((one) => one.name === name)!;

const directory = await temporaryDirectory();
test.after(directory.remove);
const server = await serve((request, response) => {
  try {
    response.end(readFileSync(join(directory.path, decodeURI(request.url ?? ''))));
  } catch {
    response.writeHead(404).end();
  }
});
const mirror = server.site;
test.after(server.close);

const servers = new NetworkVolume(mirror);
const locate = async (url: string) => ({ volume: servers, path: url.slice(mirror.length) });
const read = (url: string) => servers.read(url.slice(mirror.length));
test.before.each(() => servers.forget());

/** Puts files on the mirror. */
function put(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory.path, path)), { recursive: true });
    writeFileSync(join(directory.path, path), content);
  }
}

const failure = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no failure',
    (error) => String(error.message),
  );

test('the catalogue has the seven distributions, without a remark, and names only what its variables are', () => {
  assert.equal(problems, []);
  const names = systems.map(({ name }) => name);
  for (const name of ['debian', 'ubuntu', 'fedora', 'opensuse', 'alpine', 'arch', 'rocky'])
    assert.ok(names.includes(name), name);
  for (const one of systems) {
    const { image, ...offer } = offerOf(one, { cpu: 'x86_64' })!;
    const texts = JSON.stringify({ ...offer, cmdline: offer.cmdline.replace('{image}', image ?? '{image}') });
    assert.not.match(texts, /[{][a-z]+[}]/, one.name);
    assert.ok(texts.includes('https://'), one.name);
  }
});

test('an offer is of its own mirror, or of one that has all systems; the consoles of this machine go along', () => {
  const own = offerOf(system('debian'), { cpu: 'x86_64', consoles: ['console=ttyS0,115200'] })!;
  const images = 'dists/stable/main/installer-amd64/current/images';
  assert.is(own.kernel, `https://deb.debian.org/debian/${images}/netboot/debian-installer/amd64/linux`);
  assert.is(own.cmdline, 'console=ttyS0,115200');
  const local = offerOf(system('debian'), { cpu: 'arm64', mirror: 'http://10.0.0.1/' })!;
  assert.is(local.checksums, 'http://10.0.0.1/debian/dists/stable/main/installer-arm64/current/images/SHA256SUMS');
  assert.is(offerOf(system('arch'), { cpu: 'arm64' }), undefined);
  const rocky = offerOf(system('rocky'), { cpu: 'x86_64', mirror: 'http://10.0.0.1' })!;
  assert.is(rocky.cmdline, 'inst.repo=http://10.0.0.1/rocky/9/BaseOS/x86_64/os/ ip=dhcp');
});

test('an offer becomes an entry of a submenu, which knows its name again', () => {
  const offers = [offerOf(system('debian'), { cpu: 'x86_64' })!];
  const [entry] = catalogueReading(offers, 'From the network', '/etc/c.toml').entries;
  assert.equal([entry!.title, entry!.submenu, entry!.default], ['Debian stable', ['From the network'], false]);
  assert.equal([offerName(entry!), offerName({ ...entry!, volume: 'vda1' })], ['debian', undefined]);
  assert.match(entry!.kernel!.url!, /^https:\/\/deb\.debian\.org\/.*\/linux$/);
});

test("Debian's files are checked by SHA256SUMS as sha256sum writes it: what is right comes, what is not does not", async () => {
  const images = 'debian/dists/stable/main/installer-amd64/current/images';
  const netboot = 'netboot/debian-installer/amd64';
  put({ [`${images}/${netboot}/linux`]: 'the kernel', [`${images}/${netboot}/initrd.gz`]: 'the initrd' });
  const sums = execFileSync('sha256sum', [`./${netboot}/linux`, `./${netboot}/initrd.gz`], {
    cwd: join(directory.path, images),
    encoding: 'utf8',
  });
  put({ [`${images}/SHA256SUMS`]: sums });
  const offer = offerOf(system('debian'), { cpu: 'x86_64', mirror })!;
  const prepared = await prepareOffer(offer, read);
  const volume = new CheckedVolume('install:debian', locate, prepared.checksums);
  const kernel = (await volume.open(offer.kernel))!;
  const content = Buffer.alloc(100);
  assert.is(content.toString('latin1', 0, readSync(kernel.fd, content, 0, 100, 0)), 'the kernel');
  await kernel.close();

  put({ [`${images}/${netboot}/initrd.gz`]: 'another initrd' });
  servers.forget();
  assert.match(
    await failure(volume.open(offer.initrds[0]!)),
    /initrd\.gz is not what http.*SHA256SUMS says: its sha256/,
  );
  put({ [`${images}/SHA256SUMS`]: sums.split('\n')[0]! });
  servers.forget();
  assert.match(
    await failure(prepareOffer(offer, read)),
    /SHA256SUMS has no checksum of netboot.*initrd\.gz\. Try another/,
  );
});

test('those of Fedora and Rocky by their .treeinfo', async () => {
  const os = 'rocky/9/BaseOS/x86_64/os';
  put({ [`${os}/images/pxeboot/vmlinuz`]: 'k', [`${os}/images/pxeboot/initrd.img`]: 'i' });
  const digest = (name: string) =>
    execFileSync('sha256sum', [join(directory.path, os, name)], { encoding: 'utf8' }).slice(0, 64);
  const line = (name: string) => `${name} = sha256:${digest(name)}\n`;
  const lines = ['images/pxeboot/initrd.img', 'images/pxeboot/vmlinuz'].map(line).join('');
  put({ [`${os}/.treeinfo`]: `[checksums]\n${lines}\n[general]\nfamily = Rocky Linux\n` });
  const offer = offerOf(system('rocky'), { cpu: 'x86_64', mirror })!;
  const { checksums } = await prepareOffer(offer, read);
  assert.is(checksums.get(offer.kernel)?.hex, digest('images/pxeboot/vmlinuz'));
  const file = await new CheckedVolume('x', locate, checksums).open(offer.initrds[0]!);
  await file!.close();
});

test("Ubuntu's newest image is found in the list of its names", async () => {
  const name = (version: string, kind = 'live-server') => `${'ab'.repeat(32)} *ubuntu-${version}-${kind}-amd64.iso\n`;
  put({
    'ubuntu-releases/24.04/SHA256SUMS': [name('24.04.9'), name('24.04.10'), name('24.04.11', 'desktop')].join(''),
  });
  const offer = offerOf(system('ubuntu'), { cpu: 'x86_64', mirror })!;
  const prepared = (await prepareOffer(offer, read)).offer;
  assert.match(
    prepared.cmdline,
    new RegExp(` url=${mirror}/ubuntu-releases/24\\.04/ubuntu-24\\.04\\.10-live-server-amd64\\.iso$`),
  );
  put({ 'ubuntu-releases/24.04/SHA256SUMS': name('24.04.11', 'desktop') });
  servers.forget();
  assert.match(await failure(prepareOffer(offer, read)), /names no image such as ubuntu-\*-live-server-amd64\.iso/);
});

test('a mirror without the release is said to be so', async () => {
  const offer = offerOf(system('fedora'), { cpu: 'x86_64', mirror })!;
  assert.match(await failure(prepareOffer(offer, read)), /\.treeinfo is not there\. Try another mirror or release/);
});

test('what is wrong in a catalogue costs its own system only, and is said', async () => {
  const good = `title = "A"\nmirror = "http://h"\ndirectory = "a"\nrelease = "1"\narchitectures = { x86_64 = "x" }\nkernel = "{mirror}/k"\ncmdline = ""\n`;
  const of = async (text: string) => readCatalogue(Buffer.from(text), 'c');
  const mixed = await of(
    `[good]\n${good}[nourl]\n${good.replace('{mirror}/k', '/k')}[odd]\n${good}more = 1\n[missing]\ntitle = "x"\n`,
  );
  assert.equal(
    mixed.systems.map(({ name }) => name),
    ['good'],
  );
  assert.match(mixed.problems[0]!, /\[nourl\] is not used: \/k is no URL/);
  assert.match(mixed.problems[1]!, /\[odd\] is not used: it has more/);
  assert.match(mixed.problems[2]!, /\[missing\] is not used: mirror is missing/);
  for (const text of ['= no toml', `x = ${'['.repeat(10_000)}`, 'a = 1\n', '\0'])
    assert.ok((await of(text)).problems.length > 0, text.slice(0, 10));
  assert.match((await readCatalogue(Buffer.alloc(2 ** 19, 'x'), 'c')).problems[0]!, /longer than/);
});

test.run();
