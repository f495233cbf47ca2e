// What a release says where it cannot be made, and what is there afterwards.

import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../build/cache.ts';
import { makeRelease } from '../../../build/release.ts';
import { readSigningKey } from '../../../build/signed-sums.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { failure } from '../../failure.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
const at = (...names: string[]) => join(directory.path, ...names);
const key = at('release.key');
execFileSync('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', key]);

test('one that fails leaves the release before it, and nothing else', async () => {
  mkdirSync(at('releases/new'), { recursive: true });
  writeFileSync(at('releases/new/baton.efi'), 'of the release before');
  const wanted = { processor: 'x86_64', kernel: 'cloud', profile: 'none', forms: ['efi'] } as const;
  const { message } = await failure(makeRelease([wanted], at('releases/new'), await readSigningKey(key)));
  assert.match(message, /profile none/);
  assert.equal(readdirSync(at('releases'), { recursive: true }).sort(), ['new', 'new/baton.efi']);
});

/** What `npm run release` with these options says where it fails. */
async function refusal(...options: readonly string[]): Promise<string> {
  const args = [join(checkout, 'build/release.ts'), '--output', at('out'), ...options];
  return promisify(execFile)(process.execPath, args).then(
    () => 'it did not fail',
    ({ stderr }: { stderr: string }) => stderr,
  );
}

test('keys that are absent, none, or do not belong together are told, and nothing is made', async () => {
  assert.is(await refusal(), 'baton: --key names the key that signs the release; see --help\n');
  assert.match(await refusal('--key', '/absent.key'), /^baton: the key \/absent\.key cannot be read \(ENOENT\)/);
  const half = 'baton: --sign-key and --sign-cert belong together: give both\n';
  assert.is(await refusal('--key', key, '--sign-key', key), half);
  const certificate = ['-subj', '/CN=other', '-nodes', '-newkey', 'rsa:2048', '-keyout', at('other.key')];
  execFileSync('openssl', ['req', '-new', '-x509', ...certificate, '-out', at('other.pem')], { stdio: 'ignore' });
  assert.match(
    await refusal('--key', key, '--sign-key', key, '--sign-cert', at('other.pem')),
    /^baton: the key .* is not that of the certificate .*: give the two that were made together\n$/,
  );
  assert.not(readdirSync(directory.path).includes('out'));
});

test.run();
