// `baton install`, run as people run it, with a mirror on this machine.

import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../../build/cache.ts';
import { networkRefusal } from '../../../../qemu/network.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { serve } from '../../../serve.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);

const images = '/debian/dists/stable/main/installer-amd64/current/images';
const netboot = `${images}/netboot/debian-installer/amd64`;
const sum = (text: string) => createHash('sha256').update(text).digest('hex');
const files: Record<string, string> = {
  [`${netboot}/linux`]: 'the kernel',
  [`${images}/SHA256SUMS`]: ['linux', 'initrd.gz']
    .map((name) => `${sum('the kernel')}  ./netboot/debian-installer/amd64/${name}\n`)
    .join(''),
};
const server = await serve((request, response) => {
  // As a proxy it is asked for whole URLs.
  const content = files[(request.url ?? '').replace(/^http:\/\/far\.example/, '')];
  if (content === undefined) response.writeHead(404).end();
  else response.end(content);
});
const mirror = server.site;
test.after(server.close);

const program = join(checkout, 'src/cli.ts');

/** The mirror answers meanwhile. */
function baton(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return batonWith({}, ...args);
}

function batonWith(
  env: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ status: number; stdout: string; stderr: string }> {
  const { http_proxy: _, https_proxy: __, ...own } = process.env;
  const options = { encoding: 'utf8', env: { ...own, ...env } } as const;
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'install', ...args], options, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

test('without a name it lists the catalogue, with the mirrors', async () => {
  const { status, stdout } = await baton();
  assert.is(status, 0);
  assert.match(stdout, /^debian +Debian stable +\(deb\.debian\.org\)$/m);
  assert.match(stdout, /^rocky +Rocky Linux 9 +\(dl\.rockylinux\.org\)$/m);
});

test('--print says what would be fetched, and takes a mirror, a seed and more for the cmdline', async () => {
  const seed = join(directory.path, 'preseed.cfg');
  writeFileSync(seed, 'd-i debian-installer/locale string en_US\n');
  const { status, stdout } = await baton(
    ...['--print', '--mirror', mirror, '--seed', seed, '--append', 'console=ttyS9', 'debian'],
  );
  assert.is(status, 0);
  assert.match(stdout, new RegExp(`^kernel +${mirror}${netboot}/linux$`, 'm'));
  assert.match(stdout, new RegExp(`^initrd +${mirror}${netboot}/initrd\\.gz$`, 'm'));
  assert.match(stdout, /^initrd +the answers, in an archive of \d+ bytes$/m);
  assert.match(stdout, /^cmdline .*console=ttyS9 auto=true priority=critical$/m);
});

test('the proxy of the shell is taken', async () => {
  const args = ['--print', '--mirror', 'http://far.example', 'debian'];
  const { status, stdout } = await batonWith({ http_proxy: mirror }, ...args);
  assert.is(status, 0);
  assert.match(stdout, /^kernel +http:\/\/far\.example\/debian\//m);
  assert.is((await batonWith({ http_proxy: mirror, no_proxy: 'far.example' }, ...args)).status, 1);
});

test('what cannot be done is said in a sentence', async () => {
  const wrong = async (...args: string[]) => {
    const { status, stderr } = await baton(...args);
    return [status, stderr.trim()] as const;
  };
  const [unknown, sentence] = await wrong('nope');
  assert.is(unknown, 1);
  assert.match(sentence, /has no nope for this machine\. It has: debian, .*rocky\.$/);
  assert.match(
    (await wrong('--print', '--mirror', `${mirror}/none`, 'debian'))[1],
    /SHA256SUMS is not there\. Try another/,
  );
  assert.match((await wrong('--catalogue', '/none', '--print', 'debian'))[1], /\/none is not there/);
  assert.is((await wrong('--mirror', 'none', 'debian'))[0], 2);
  assert.is((await wrong('a', 'b'))[0], 2);
});

test('where there is no network it says so, and how to get one', async () => {
  const refusal = await networkRefusal();
  if (refusal !== undefined) return console.log(`skipped: ${refusal}`);
  const { status, stderr } = spawnSync('unshare', ['-Urn', process.execPath, program, 'install', 'debian'], {
    encoding: 'utf8',
  });
  assert.is(status, 1);
  assert.match(stderr, /this machine has no network: .* press n on the menu/);
});

test.run();
