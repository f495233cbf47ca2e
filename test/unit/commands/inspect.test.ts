// `baton inspect`, run as people run it.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { writeCpio } from '../../../src/images/cpio.ts';
import { compress, compressors } from '../images/compressors.ts';
import { amd64Kernel, arm64Kernel } from '../images/real-kernels.ts';
import { ukify } from '../real-ukify.ts';

const project = resolve(import.meta.dirname, '../../..');
const directory = await temporaryDirectory();
test.after(directory.remove);
const at = (name: string) => join(directory.path, name);

function baton(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, 'src/cli.ts'), ...args], {
    encoding: 'utf8',
    cwd: directory.path,
  });
  return { status, stdout, stderr };
}

const [amd64, arm64] = [await amd64Kernel(), await arm64Kernel()];
const file = { path: 'init', mode: 0o755, content: { kind: 'file' as const, data: Buffer.from('#!/bin/sh\n') } };
const initrd = writeCpio([file]);
writeFileSync(at('initrd.img'), Buffer.concat([initrd, compress(initrd, compressors.zstd)]));
writeFileSync(at('vmlinuz.xz'), compress(readFileSync(amd64.path), compressors.xz));
writeFileSync(at('text'), 'a text\n');

test('a kernel is shown with its version, its limits and its signer', () => {
  const { status, stdout } = baton('inspect', amd64.path);
  assert.is(status, 0);
  const [title, ...facts] = stdout.trimEnd().split('\n');
  assert.is(title, `${amd64.path}: Linux kernel for x86_64 (bzImage)`);
  assert.ok(facts[0]!.startsWith(`  version      ${amd64.release} (`), facts[0]);
  assert.ok(facts.includes('  cmdline      at most 2047 bytes'));
  assert.ok(facts.includes('  payload      lz4-legacy'));
  assert.match(facts.at(-1)!, /^ {2}signed by {4}CN=Debian Secure Boot Signer .*, issued by CN=Debian Secure Boot CA$/);
});

test('the version of a kernel of arm64 and of one that is compressed is found inside', () => {
  const { status, stdout } = baton('inspect', '--json', arm64.path, 'vmlinuz.xz');
  assert.is(status, 0);
  const [image, packed] = JSON.parse(stdout);
  assert.match(image.version, new RegExp(`^${arm64.release} \\(.*#\\d+ SMP`));
  assert.equal([image.format, image.architecture], ['arm64-image', 'arm64']);
  assert.match(packed.version, new RegExp(`^${amd64.release} \\(`));
  assert.equal(
    [packed.format, packed.details, packed.content.format],
    ['compressed', { compression: 'xz' }, 'bzimage'],
  );
  assert.is(packed.size, readFileSync(at('vmlinuz.xz')).length);
});

test('an initrd is shown with its archives', () => {
  const { status, stdout } = baton('inspect', 'initrd.img');
  assert.is(status, 0);
  const packed = compress(initrd, compressors.zstd).length;
  assert.equal(stdout.split('\n'), [
    'initrd.img: initrd (cpio, newc)',
    `  archive      1 file in ${initrd.length} bytes, not compressed`,
    `  archive      1 file in ${initrd.length} bytes, compressed with zstd to ${packed}`,
    '',
  ]);
});

test('a unified kernel image of ukify is shown with its kernel, its sections and its cmdline', async () => {
  const parts = [`--linux=${amd64.path}`, `--initrd=${at('initrd.img')}`, '--cmdline=quiet splash', '--uname=6.1'];
  await ukify([...parts, `--output=${at('uki.efi')}`]);
  const { status, stdout } = baton('inspect', '--json', 'uki.efi');
  assert.is(status, 0);
  const [image] = JSON.parse(stdout);
  assert.equal([image.format, image.architecture, image.kernel.format], ['uki', 'x86_64', 'bzimage']);
  const [profile] = image.profiles;
  assert.equal([profile.texts.cmdline, profile.texts.uname], ['quiet splash', '6.1']);
  assert.ok(profile.sections.some(({ name }: { name: string }) => name === '.linux'));
  assert.is(image.initrd.archives.length, 2);
});

test('what is no image and what is not there are told, and the others shown', () => {
  const { status, stdout, stderr } = baton('inspect', 'text', 'gone', 'initrd.img');
  assert.is(status, 1);
  assert.match(stdout, /^text: no image of a kind that baton knows \(7 bytes\)$/m);
  assert.match(stdout, /^initrd\.img: initrd/m);
  assert.is(stderr, 'baton inspect: gone could not be read: there is no such file.\n');
});

test('without a file it says what is missing', () => {
  const { status, stderr } = baton('inspect', '--json');
  assert.is(status, 2);
  assert.is(stderr, 'baton inspect: Name at least one file.\n');
});

test.run();
