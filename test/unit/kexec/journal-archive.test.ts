import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureTools } from '../../../build/tools.ts';
import { journalArchive } from '../../../src/kexec/journal-archive.ts';
import { takesArchive } from '../../../src/kexec/takes-archive.ts';

await ensureTools(['cpio', 'gzip']);

const archive = journalArchive(Buffer.from('{"version":1}'));
const scratch = mkdtempSync(join(tmpdir(), 'baton-journal-archive-'));
test.after(() => rmSync(scratch, { recursive: true }));

/** What is in an initramfs with these directories after the archive was unpacked over it, as the kernel does it. */
function unpackedOver(...directories: string[]): [root: string, files: string[]] {
  const root = mkdtempSync(join(scratch, 'root-'));
  for (const directory of directories) mkdirSync(join(root, directory), { recursive: true });
  // It complains of files whose directories there are not, and goes on.
  spawnSync('cpio', ['--extract', '--quiet', '--no-preserve-owner'], { cwd: root, input: archive });
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return [root, found.map((entry) => join(entry.parentPath, entry.name).slice(root.length)).sort()];
}

test('the journal lies where no filesystem is mounted over it, and nothing else is there for an unknown initramfs', () => {
  const [root, files] = unpackedOver('etc', 'usr/lib');
  assert.equal(files, ['/baton-journal.json']);
  assert.is(readFileSync(join(root, 'baton-journal.json'), 'utf8'), '{"version":1}');
  assert.not(existsSync(join(root, 'run')));
});

const known: [string, string, string][] = [
  ['initramfs-tools', 'conf', '/conf/param.conf'],
  ['dracut', 'lib/dracut/hooks/pre-pivot', '/lib/dracut/hooks/pre-pivot/99-baton-journal.sh'],
  ['systemd', 'usr/lib/tmpfiles.d', '/usr/lib/tmpfiles.d/baton-journal.conf'],
];
for (const [name, directory, path] of known) {
  test(`${name} is told to copy it to /run`, () => {
    const [root, files] = unpackedOver(directory);
    assert.equal(files, ['/baton-journal.json', path].sort());
    assert.match(readFileSync(join(root, path), 'utf8'), /\/run\/baton\/journal\.json/);
  });
}

test('the lines for shells copy it, and leave one alone that is there', () => {
  const [root] = unpackedOver('conf');
  const line = readFileSync(join(root, 'conf/param.conf'), 'utf8')
    .replaceAll('/run/', `${root}/run/`)
    .replaceAll(' /baton-journal', ` ${root}/baton-journal`);
  const runs = () => spawnSync('sh', ['-eu', '-c', line], { encoding: 'utf8' });
  assert.equal([runs().status, runs().stderr], [0, '']);
  const target = join(root, 'run/baton/journal.json');
  assert.is(readFileSync(target, 'utf8'), '{"version":1}');
  writeFileSync(target, 'newer');
  runs();
  assert.is(readFileSync(target, 'utf8'), 'newer');
});

const plenty = { available: 2 ** 30 };

test('an archive goes behind archives only, and only where there is memory for two copies', async () => {
  const compressed = spawnSync('gzip', ['--stdout'], { input: archive }).stdout;
  assert.is(await takesArchive([archive], '/boot/vmlinuz', plenty), true);
  assert.is(await takesArchive([archive, compressed], '/boot/vmlinuz', plenty), true);
  assert.is(await takesArchive([], '/boot/vmlinuz', plenty), false, 'a kernel without an initrd stays without');
  assert.is(await takesArchive([new Uint8Array(4096)], '/boot/vmlinuz', plenty), false, 'an image of a disk');
  assert.is(await takesArchive([compressed], '/isolinux/memdisk', plenty), false, 'a compressed image of a disk');
  assert.is(await takesArchive([archive], '/boot/vmlinuz', { available: 32 * 2 ** 20 }), false);
});

test.run();
