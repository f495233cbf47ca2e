// Checksums of disc images: the files that say them are written by coreutils' own programs.

import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { DirectoryVolume } from '../../../src/disks/directory-volume.ts';
import { checksumIn, findChecksum, findSignature } from '../../../src/trust/checksum-file.ts';
import { fileDigest } from '../../../src/trust/file-digest.ts';
import { readInPieces } from '../../../src/trust/read-in-pieces.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
const volume = new DirectoryVolume(directory.path, { id: 'vda1' });
const image = Buffer.alloc(9 * 2 ** 20, 'disc image');
writeFileSync(join(directory.path, 'live.iso'), image);
writeFileSync(join(directory.path, 'other.iso'), 'other');

const tool = (name: string, ...args: string[]): string =>
  execFileSync(name, args, { cwd: directory.path, encoding: 'utf8' });
const digest = (name: string): string => tool(name, 'live.iso').split(' ')[0]!;

test('what sha256sum and sha512sum print is understood, of many files, with directories, binary, and in BSD style', () => {
  const [short, long] = [digest('sha256sum'), digest('sha512sum')];
  const sha256 = { algorithm: 'sha256', hex: short };
  assert.equal(checksumIn(tool('sha256sum', 'other.iso', 'live.iso'), 'live.iso', false), sha256);
  assert.equal(checksumIn(tool('sha256sum', '-b', './live.iso'), 'live.iso', false), sha256);
  assert.equal(checksumIn(tool('sha256sum', '--tag', 'other.iso', 'live.iso'), 'live.iso', false), sha256);
  assert.equal(checksumIn(tool('sha512sum', 'live.iso'), 'live.iso', false), { algorithm: 'sha512', hex: long });
  assert.equal(checksumIn(`${short}\n`, 'live.iso', true), sha256);
  assert.equal(checksumIn(`${short}  live-12.iso\n`, 'live.iso', true), sha256);
  assert.equal(checksumIn(`${short}  ./netboot/amd64/linux\n`, 'netboot/amd64/linux', false), sha256);
});

test('a checksum of something else, of another kind, or of nobody says nothing', () => {
  const short = digest('sha256sum');
  assert.is(checksumIn(tool('md5sum', 'live.iso'), 'live.iso', true), undefined);
  assert.is(checksumIn(tool('b2sum', '--tag', 'live.iso'), 'live.iso', true), undefined);
  assert.is(checksumIn(tool('sha256sum', 'other.iso'), 'live.iso', false), undefined);
  assert.is(checksumIn(tool('sha256sum', 'other.iso', 'other.iso'), 'live.iso', true), undefined);
  assert.is(checksumIn(`${short}\n`, 'live.iso', false), undefined);
  assert.is(checksumIn(`${short}  other/linux\n`, 'netboot/linux', false), undefined);
  assert.is(checksumIn('\0\xff\n'.repeat(1000), 'live.iso', true), undefined);
});

test('what is of the image alone counts before what is of many; signatures are found', async () => {
  writeFileSync(join(directory.path, 'SHA512SUMS'), tool('sha512sum', 'live.iso'));
  assert.is((await findChecksum(volume, '/live.iso'))?.from, '/SHA512SUMS');
  assert.is(await findSignature(volume, '/SHA512SUMS'), undefined);
  writeFileSync(join(directory.path, 'live.iso.sha256'), tool('sha256sum', 'live.iso'));
  assert.is((await findChecksum(volume, '/live.iso'))?.from, '/live.iso.sha256');
  writeFileSync(join(directory.path, 'SHA512SUMS.sign'), 'signature');
  assert.is(await findSignature(volume, '/SHA512SUMS'), '/SHA512SUMS.sign');
  assert.is(await findSignature(volume, '/live.iso'), undefined);
  assert.is(await findChecksum(volume, '/other.iso'), undefined);
});

test('the digest of a file of several pieces is what the tools say; what a piece throws ends the reading', async () => {
  const fd = openSync(join(directory.path, 'live.iso'), 'r');
  try {
    assert.is(await fileDigest(fd, 'sha256'), digest('sha256sum'));
    assert.is(await fileDigest(fd, 'sha512'), digest('sha512sum'));
    const enough = new Error('enough');
    let pieces = 0;
    const ended = readInPieces(fd, () => {
      pieces += 1;
      throw enough;
    });
    assert.is(await ended.catch((failure) => failure), enough);
    assert.is(pieces, 1);
  } finally {
    closeSync(fd);
  }
});

test.run();
