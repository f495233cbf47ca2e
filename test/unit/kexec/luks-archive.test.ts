import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureTools } from '../../../build/tools.ts';
import { luksArchive } from '../../../src/kexec/luks-archive.ts';

await ensureTools(['cpio']);

const key = Buffer.from('a passphrase, and \0 no text');
const archive = Buffer.from(
  luksArchive([
    { name: 'root_crypt', device: 'UUID=1234', options: ['luks', 'discard', 'keyscript=decrypt_keyctl'], key },
    { name: 'swap crypt', device: '/dev/disk/by-partlabel/my swap', options: ['luks', 'keyscript=/bin/x'] },
    { name: 'luks-5678', device: 'UUID=5678', options: [], key: Buffer.from('other') },
  ]),
);

const tree = mkdtempSync(join(tmpdir(), 'baton-luks-archive-'));
test.after(() => rmSync(tree, { recursive: true }));
execFileSync('cpio', ['--extract', '--quiet', '--no-preserve-owner'], { cwd: tree, input: archive });

const line = {
  root: 'root_crypt UUID=1234 /etc/cryptsetup-keys.d/root_crypt.key luks,discard\n',
  // Without a key, what the system itself does to get one stays.
  swap: 'swap\\040crypt /dev/disk/by-partlabel/my\\040swap none luks,keyscript=/bin/x\n',
  other: 'luks-5678 UUID=5678 /etc/cryptsetup-keys.d/luks-5678.key luks\n',
};

for (const path of ['cryptroot/crypttab', 'etc/crypttab']) {
  test(`/${path} names each device with its key in the initramfs`, () => {
    assert.is(readFileSync(join(tree, path), 'utf8'), line.root + line.swap + line.other);
  });
}

test('a key is there byte for byte, under the name that systemd looks for, and only root reads it', () => {
  const file = join(tree, 'etc/cryptsetup-keys.d/root_crypt.key');
  assert.equal(readFileSync(file), key);
  assert.is(statSync(file).mode & 0o777, 0o400);
  assert.is(statSync(join(tree, 'etc/cryptsetup-keys.d')).mode & 0o777, 0o700);
});

test('it lies behind another archive, as the kernel wants it', () => {
  assert.is(archive.length % 4, 0);
});

test.run();
