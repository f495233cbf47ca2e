// Who signed an image, as sbverify sees it.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchKernel } from '../../../build/kernel.ts';
import { fetchPackage } from '../../../build/package.ts';
import { ensureTools } from '../../../build/tools.ts';
import { readSignatures } from '../../../src/images/signatures.ts';
import { fromBytes } from '../../../src/images/source.ts';

// modinfo is in depmod's package.
await ensureTools(['sbverify', 'depmod']);

const of = (bytes: Uint8Array) => readSignatures(fromBytes(bytes));

/** What sbverify lists of each signature: names as `/C=US/CN=Name`. */
function listed(path: string) {
  const text = execFileSync('sbverify', ['--list', path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return text
    .split(/^signature \d+$/m)
    .slice(1)
    .map((part) => ({
      issuers: [...part.matchAll(/^ - (\/.*)$/gm)].map(([, name]) => name),
      certificates: [...part.matchAll(/^ - subject: (.*)\n +issuer: +(.*)$/gm)].map(([, subject, issuer]) => ({
        subject,
        issuer,
      })),
    }));
}

const slashed = (name: string) => `/${name.replaceAll(', ', '/')}`;

async function compare(path: string): Promise<void> {
  const found = await of(readFileSync(path));
  const own = found.map(({ signers, certificates }) => ({
    issuers: signers.map(({ issuer }) => slashed(issuer)),
    certificates: certificates.map(({ subject, issuer }) => ({ subject: slashed(subject), issuer: slashed(issuer) })),
  }));
  assert.ok(own.length > 0);
  assert.equal(own, listed(path));
}

test("the signature of Debian's kernel", async () => {
  const { vmlinuz } = await fetchKernel('cloud');
  await compare(vmlinuz);
  const [signature] = await of(readFileSync(vmlinuz));
  assert.match(signature!.signers[0]!.subject!, /^CN=Debian Secure Boot Signer/);
});

test('the two signatures of shim', async () => {
  const { root } = await fetchPackage('debian-installer-12-netboot-amd64');
  const images = 'usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64';
  await compare(join(root, images, 'bootnetx64.efi'));
});

test('the signature that is appended to a module has no certificate, and names the signer that modinfo names', async () => {
  const { package: kernel } = await fetchKernel('cloud');
  const modules = readdirSync(kernel.root, { recursive: true, encoding: 'utf8' });
  const path = modules.find((name) => name.endsWith('/loop.ko'))!;
  const [signature] = await of(readFileSync(join(kernel.root, path)));
  assert.equal(signature?.certificates, []);
  const signer = execFileSync('modinfo', ['-F', 'signer', join(kernel.root, path)], { encoding: 'utf8' }).trim();
  assert.equal(signature!.signers, [{ issuer: `CN=${signer}` }]);
});

test('what is not signed has no signature', async () => {
  const { root } = await fetchPackage('systemd-boot-efi', undefined, 'trixie');
  assert.equal(await of(readFileSync(join(root, 'usr/lib/systemd/boot/efi/linuxx64.efi.stub'))), []);
  assert.equal(await of(Buffer.from('a text')), []);
});

test.run();
