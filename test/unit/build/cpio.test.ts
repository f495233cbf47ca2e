import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cpio } from '../../../build/cpio.ts';
import { ensureTools } from '../../../build/tools.ts';
import { directory, file, type Item, link } from '../../../build/tree.ts';

await ensureTools(['cpio']);

const origin = { package: 'test', version: '1', license: 'MIT', source: 'baton' } as const;
const items: Item[] = [
  file('bin/tool', Buffer.from('#!/bin/sh\n'), origin, 0o755),
  file('data', Buffer.from('four'), origin),
  file('empty', Buffer.alloc(0), origin, 0o600),
  link('sh', 'bin/tool'),
  directory('tmp', 0o1777),
  { path: 'dev/console', mode: 0o600, content: { kind: 'character device', major: 5, minor: 1 } },
  { path: 'dev/loop0', mode: 0o660, content: { kind: 'block device', major: 7, minor: 0 } },
];

function gnuCpio(args: string[], archive: Uint8Array, cwd?: string): string {
  return execFileSync('cpio', args, {
    input: archive,
    cwd,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
}

test('GNU cpio lists every member with its type, mode, owner, size, device and link target', () => {
  const lines = gnuCpio(['--quiet', '-itvn'], cpio(items)).trimEnd().split('\n');
  assert.equal(
    lines.map((line) => line.replace(/ +/g, ' ').replace(/Jan 1 1970 /, '')),
    [
      'drwxr-xr-x 2 0 0 0 bin',
      '-rwxr-xr-x 1 0 0 10 bin/tool',
      '-rw-r--r-- 1 0 0 4 data',
      'drwxr-xr-x 2 0 0 0 dev',
      'crw------- 1 0 0 5, 1 dev/console',
      'brw-rw---- 1 0 0 7, 0 dev/loop0',
      '-rw------- 1 0 0 0 empty',
      'lrwxrwxrwx 1 0 0 8 sh -> bin/tool',
      'drwxrwxrwt 2 0 0 0 tmp',
    ],
  );
});

test('GNU cpio unpacks files with their bytes and links with their targets', () => {
  const root = mkdtempSync(join(tmpdir(), 'baton-cpio-'));
  try {
    const plain = items.filter(({ content }) => !content.kind.endsWith('device'));
    gnuCpio(['--quiet', '-id', '--no-preserve-owner'], cpio(plain), root);
    assert.is(readFileSync(join(root, 'bin/tool'), 'utf8'), '#!/bin/sh\n');
    assert.is(lstatSync(join(root, 'bin/tool')).mode & 0o7777, 0o755);
    assert.is(readFileSync(join(root, 'data'), 'utf8'), 'four');
    assert.is(readlinkSync(join(root, 'sh')), 'bin/tool');
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('names of every length modulo four keep the archive readable', () => {
  const names = ['a', 'bb', 'ccc', 'dddd', 'eeeee'];
  const archive = cpio(names.map((name) => file(name, Buffer.from(name), origin)));
  assert.equal(gnuCpio(['--quiet', '-it'], archive).trimEnd().split('\n'), names);
});

test('the order in which items are given does not change the bytes', () => {
  assert.ok(cpio(items).equals(cpio([...items].reverse())));
});

test('a name too long for the kernel is refused', () => {
  const path = Array.from({ length: 2100 }, () => 'a').join('/');
  assert.throws(() => cpio([file(path, Buffer.alloc(0), origin)]), /too long/);
});

test('a path named twice, one that climbs, and one below a file are refused', () => {
  const empty = Buffer.alloc(0);
  assert.throws(() => cpio([file('a', empty, origin), file('a', empty, origin)]), /two files called a/);
  assert.throws(() => cpio([file('../a', empty, origin)]), /no path/);
  assert.throws(() => cpio([file('/a', empty, origin)]), /no path/);
  assert.throws(() => cpio([file('a', empty, origin), file('a/b', empty, origin)]), /no directory/);
});

test.run();
