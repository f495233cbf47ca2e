import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { searchPath } from '../../../build/command.ts';
import { closure, parseIndex, readIndex, resolveLine } from '../../../build/modules.ts';
import { ensureTools } from '../../../build/tools.ts';

await ensureTools(['depmod']);

const line = (names: string) => ({ names, where: 'test.txt:1' });

const index = parseIndex(
  [
    'kernel/fs/btrfs/btrfs.ko: kernel/crypto/xor.ko kernel/lib/raid6_pq.ko',
    'kernel/crypto/xor.ko:',
    'kernel/lib/raid6_pq.ko:',
    'kernel/fs/nls/nls_iso8859-1.ko:',
    'kernel/arch/x86/crypto/crc32c-intel.ko:',
    'kernel/crypto/crc32c_generic.ko:',
    'kernel/drivers/ata/ahci.ko: kernel/drivers/ata/libahci.ko',
    'kernel/drivers/ata/libahci.ko:',
    'kernel/drivers/ata/vendor/odd.ko:',
  ].join('\n'),
  ['alias crypto-crc32c crc32c_intel', 'alias crypto-crc32c crc32c_generic', 'alias pci:v*d* ahci'].join('\n'),
  'softdep btrfs pre: crypto-crc32c post: not_there',
  'kernel/fs/ext4/ext4.ko\n',
);

test('a module brings what it depends on, and its soft dependencies by alias; those the kernel lacks are left out', () => {
  assert.equal(closure(resolveLine(line('btrfs'), index), index), [
    'kernel/arch/x86/crypto/crc32c-intel.ko',
    'kernel/crypto/crc32c_generic.ko',
    'kernel/crypto/xor.ko',
    'kernel/fs/btrfs/btrfs.ko',
    'kernel/lib/raid6_pq.ko',
  ]);
});

test('hyphen and underscore are one in a module name', () => {
  assert.equal(resolveLine(line('nls_iso8859_1'), index), ['kernel/fs/nls/nls_iso8859-1.ko']);
  assert.equal(resolveLine(line('nls-iso8859-1'), index), ['kernel/fs/nls/nls_iso8859-1.ko']);
});

test('one star stays in its directory, two go below it', () => {
  assert.equal(resolveLine(line('drivers/ata/*'), index), [
    'kernel/drivers/ata/ahci.ko',
    'kernel/drivers/ata/libahci.ko',
  ]);
  assert.is(resolveLine(line('drivers/ata/**'), index).length, 3);
});

test('what is built in counts as there, and what is nowhere stops the build', () => {
  assert.equal(resolveLine(line('ext4'), index), []);
  assert.equal(resolveLine(line('fs/ext4/*'), index), []);
  assert.throws(() => resolveLine(line('ext5'), index), /^test\.txt:1 names ext5/);
  assert.throws(() => resolveLine(line('fs/ext5/*'), index), /names fs/);
});

test('dependencies in a circle end', () => {
  const circle = parseIndex('kernel/a.ko: kernel/b.ko\nkernel/b.ko: kernel/a.ko\n', '', '', '');
  assert.equal(closure(['kernel/a.ko'], circle), ['kernel/a.ko', 'kernel/b.ko']);
});

test('lines that depmod does not write are skipped', () => {
  const odd = parseIndex('\n:\nno colon\n', 'alias\nalias x\n\0', 'softdep\n', '\n');
  assert.is(odd.dependencies.size, 0);
  assert.is(odd.aliases.size, 0);
});

test('the index that depmod writes for a module directory is read', async () => {
  const root = mkdtempSync(join(tmpdir(), 'baton-depmod-'));
  try {
    const directory = join(root, 'lib/modules/1.0');
    const section = Buffer.from('name=one\0alias=char-major-7-0\0softdep=pre: two\0');
    for (const [path, data] of [
      ['kernel/one.ko', elfWithModinfo(section)],
      ['kernel/two.ko', elfWithModinfo(Buffer.from('name=two\0'))],
      ['modules.order', 'kernel/one.ko\nkernel/two.ko\n'],
      ['modules.builtin', 'kernel/three.ko\n'],
    ] as const) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), data);
    }
    execFileSync('depmod', ['-b', root, '1.0'], { env: { ...process.env, PATH: searchPath }, stdio: 'ignore' });
    const read = await readIndex(directory);
    assert.equal(closure(resolveLine(line('one'), read), read), ['kernel/one.ko', 'kernel/two.ko']);
    assert.equal(read.aliases.get('char-major-7-0'), ['one']);
    assert.equal(resolveLine(line('three'), read), []);
  } finally {
    rmSync(root, { recursive: true });
  }
});

/** The smallest 64-bit ELF object that has the section .modinfo, which is all that depmod needs of a module. */
function elfWithModinfo(modinfo: Buffer): Buffer {
  const names = Buffer.from('\0.modinfo\0.shstrtab\0.symtab\0.strtab\0');
  const headerSize = 64;
  const symbols = Buffer.alloc(24);
  const strings = Buffer.from('\0');
  const contents = [modinfo, names, symbols, strings];
  const offsets: number[] = [];
  let offset = headerSize;
  for (const content of contents) {
    offsets.push(offset);
    offset += content.length;
  }
  const header = Buffer.alloc(headerSize);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(1, 16); // ET_REL
  header.writeUInt16LE(62, 18); // EM_X86_64
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(offset), 40);
  header.writeUInt16LE(headerSize, 52);
  header.writeUInt16LE(64, 58);
  header.writeUInt16LE(5, 60);
  header.writeUInt16LE(2, 62);
  const section = (name: string, type: number, index: number, linked = 0, entry = 0): Buffer => {
    const bytes = Buffer.alloc(64);
    bytes.writeUInt32LE(names.indexOf(`${name}\0`), 0);
    bytes.writeUInt32LE(type, 4);
    bytes.writeBigUInt64LE(BigInt(offsets[index]!), 24);
    bytes.writeBigUInt64LE(BigInt(contents[index]!.length), 32);
    bytes.writeUInt32LE(linked, 40);
    bytes.writeBigUInt64LE(1n, 48);
    bytes.writeBigUInt64LE(BigInt(entry), 56);
    return bytes;
  };
  const table = [
    Buffer.alloc(64),
    section('.modinfo', 1, 0),
    section('.shstrtab', 3, 1),
    section('.symtab', 2, 2, 4, 24),
    section('.strtab', 3, 3),
  ];
  return Buffer.concat([header, ...contents, ...table]);
}

test.run();
