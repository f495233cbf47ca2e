import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../build/cache.ts';
import { missingPackages } from '../../../build/tools.ts';

const test = suite('tools', { bin: '' });

test.before.each((context) => {
  context.bin = mkdtempSync(join(tmpdir(), 'baton-tools-'));
});
test.after.each(({ bin }) => rmSync(bin, { recursive: true }));

/** Asks for mksquashfs as the user `uid`, with only `bin` on PATH and an apt-get there that does `script`. */
function ensure(bin: string, uid: number, script: string) {
  writeFileSync(join(bin, 'apt-get'), `#!/bin/sh\necho "$@" >>'${bin}/calls'\n${script}\n`);
  chmodSync(join(bin, 'apt-get'), 0o755);
  const program = `
    process.getuid = () => ${uid};
    const { ensureTools } = await import('${checkout}/build/tools.ts');
    const { script } = await import('${checkout}/build/script.ts');
    await script(() => ensureTools(['mksquashfs', 'apt-get']));`;
  const args = ['--input-type=module', '-e', program];
  return spawnSync(process.execPath, args, { env: { PATH: bin }, encoding: 'utf8', timeout: 120_000 });
}

test('without root, the one command to run is shown and nothing is installed', ({ bin }) => {
  const { status, stderr } = ensure(bin, 1000, '');
  assert.is(status, 1);
  assert.match(stderr, /'apt-get update && apt-get install -y --no-install-recommends squashfs-tools'/);
  assert.throws(() => readFileSync(join(bin, 'calls')), /ENOENT/);
});

test('root gets the missing package installed, and no other', ({ bin }) => {
  const installs = `case "$*" in *install*) : >'${bin}/mksquashfs'; /bin/chmod +x '${bin}/mksquashfs';; esac`;
  const { status, stderr } = ensure(bin, 0, installs);
  assert.is(status, 0, stderr);
  const [update, install] = readFileSync(join(bin, 'calls'), 'utf8').split('\n');
  assert.match(update!, / update$/);
  assert.match(install!, / install -y --no-install-recommends squashfs-tools$/);
});

test('an apt that fails is reported with its reason', ({ bin }) => {
  const { status, stderr } = ensure(bin, 0, 'echo "E: Unable to fetch" >&2; exit 100');
  assert.is(status, 1);
  assert.match(stderr, /apt could not install what is needed.*E: Unable to fetch/);
});

test('another apt at work is waited for', ({ bin }) => {
  const locked = `[ -e '${bin}/was-locked' ] || { : >'${bin}/was-locked'; echo "E: Could not get lock /var/lib/apt/lists/lock." >&2; exit 100; }`;
  const installs = `case "$*" in *install*) : >'${bin}/mksquashfs'; /bin/chmod +x '${bin}/mksquashfs';; esac`;
  const { status, stderr } = ensure(bin, 0, `${locked}\n${installs}`);
  assert.is(status, 0, stderr);
});

test('what this machine has is not missing', () => {
  assert.equal(missingPackages(['apt-get', 'dpkg-deb']), []);
});

test('a command that the table does not know is an error of the caller', () => {
  assert.throws(() => missingPackages(['baton-has-no-such-command']), /does not say which package/);
});

test.run();
