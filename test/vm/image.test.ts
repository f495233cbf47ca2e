import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeImage } from '../../build/make.ts';
import { type Manifest, sha256 } from '../../build/manifest.ts';
import { ensureTools } from '../../build/tools.ts';

const test = suite('image');
const root = mkdtempSync(join(tmpdir(), 'baton-image-'));
process.on('exit', () => rmSync(root, { recursive: true }));
const output = join(root, 'out');

test('two builds from the same inputs are the same bytes', async () => {
  const first = await makeImage({ output });
  const second = await makeImage({ output: join(root, 'again') });
  assert.ok(first.costs && second.costs, 'each was built');
  for (const name of ['vmlinuz', 'initramfs', 'manifest'] as const) {
    assert.is(sha256(readFileSync(first[name])), sha256(readFileSync(second[name])), name);
  }
});

test('the manifest lists every file of the archives, with the SHA-256 that it has there', async () => {
  await ensureTools(['cpio', 'unsquashfs']);
  const made = await makeImage({ output });
  const { files, packages } = JSON.parse(readFileSync(made.manifest, 'utf8')) as Manifest;

  const outer = join(root, 'initramfs');
  const command = 'mkdir "$1" && cd "$1" && cpio -id --quiet --no-preserve-owner -f "dev/*" <"$2"';
  execFileSync('sh', ['-c', command, 'sh', outer, made.initramfs]);
  const inner = join(root, 'root');
  execFileSync('unsquashfs', ['-q', '-n', '-no-xattrs', '-d', inner, join(outer, 'root.squashfs')]);
  const places = new Map([
    [undefined, output],
    ['initramfs.img', outer],
    ['root.squashfs', inner],
  ]);

  for (const [archive, place] of places) {
    const listed = files.filter((file) => file.in === archive && file.link === undefined);
    for (const { path, sha256: sum, bytes } of listed) {
      const data = readFileSync(join(place, path));
      assert.is(sha256(data), sum, path);
      assert.is(data.length, bytes, path);
    }
    if (archive === undefined) continue;
    const found = execFileSync('find', [place, '-type', 'f', '-printf', '%P\n'], { encoding: 'utf8' }).trimEnd();
    assert.equal(found.split('\n').sort(), listed.map(({ path }) => path).sort());
    const links = execFileSync('find', [place, '-type', 'l', '-printf', '%P %l\n'], { encoding: 'utf8' }).trimEnd();
    const wanted = files.filter((file) => file.in === archive && file.link !== undefined);
    assert.equal(links.split('\n').filter(Boolean).sort(), wanted.map(({ path, link }) => `${path} ${link}`).sort());
  }
  for (const { license, package: name } of packages) assert.is.not(license, 'NOASSERTION', name);
});

test('a build into a place that has the same image already finds nothing to do', async () => {
  await makeImage({ output });
  assert.is((await makeImage({ output })).costs, undefined);
});

test.run();
