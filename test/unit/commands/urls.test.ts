// Commands that are given URLs, run as people run them.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../../build/cache.ts';
import { printingKernel } from '../../../qemu/printing-kernel/make.ts';
import { serve } from '../../serve.ts';

const files: Record<string, string | Uint8Array> = {
  '/boot.ipxe': '#!ipxe\nkernel linux by=ipxe\ninitrd first.img\nboot\n',
  '/grub.cfg': "menuentry 'From GRUB' { linux /linux by=grub; }\n",
  '/gone.cfg': "set default=1\nmenuentry 'First' { linux /linux; }\nmenuentry 'Gone' { linux /none; }\n",
  '/linux': await printingKernel('long-mode'),
  '/text': 'nothing that boots',
  '/private/boot.ipxe': '#!ipxe\nchain more.ipxe\n',
  '/private/more.ipxe': '#!ipxe\nkernel /linux by=ipxe\nboot\n',
  '/private/grub.cfg': "menuentry 'Gone' { linux /private/none; }\n",
};
files['/private/linux'] = files['/linux']!;
const asked: string[] = [];
const server = await serve(({ url = '', headers }, response) => {
  asked.push(url);
  if (url.startsWith('/private/') && headers.authorization !== `Basic ${btoa('me:p@ss')}`) {
    response.writeHead(401).end();
    return;
  }
  // As a proxy it is asked for whole URLs.
  const content = files[url.replace(/^http:\/\/[^/]+/, '')];
  if (content === undefined) response.writeHead(404).end();
  else response.end(content);
});
test.after(server.close);
const { site } = server;

function baton(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    const program = [join(checkout, 'src/cli.ts'), ...args];
    const options = { env: { ...process.env, ...env }, timeout: 60_000 };
    execFile(process.execPath, program, options, (failure, stdout, stderr) =>
      resolve({ status: Number(failure?.code ?? 0), stdout, stderr }),
    );
  });
}

test('list shows what a configuration on a server would boot', async () => {
  const { status, stdout, stderr } = await baton(['list', '--json', `${site}/boot.ipxe`, `${site}/grub.cfg`]);
  assert.is(stderr, '');
  assert.is(status, 0);
  const entries = JSON.parse(stdout) as { title: string; kernel: { path: string }; cmdline: string; source: string }[];
  assert.equal(
    entries.map(({ source, kernel, cmdline }) => [source, kernel.path, cmdline]),
    [
      ['ipxe', '/linux', 'by=ipxe'],
      ['grub', '/linux', 'by=grub'],
    ],
  );
});

test('list shows a kernel on a server as an entry', async () => {
  const { status, stdout } = await baton(['list', `${site}/linux`]);
  assert.is(status, 0);
  assert.match(stdout, new RegExp(`/linux on ${site}\\n.*kernel +/linux\\n`, 's'));
});

test('what is not there, or boots nothing, is a sentence', async () => {
  const missing = await baton(['list', `${site}/missing`]);
  assert.equal([missing.status, missing.stderr], [2, `baton list: ${site}/missing is not there.\n`]);
  const text = await baton(['list', `${site}/text`]);
  assert.equal([text.status, text.stderr], [2, `baton list: ${site}/text is nothing that can be booted.\n`]);
});

test('inspect tells what lies at a URL', async () => {
  const { status, stdout } = await baton(['inspect', '--json', `${site}/linux`]);
  assert.is(status, 0);
  const [facts] = JSON.parse(stdout) as [{ file: string; format: string; size: number }];
  assert.equal([facts.file, facts.format, facts.size], [`${site}/linux`, 'bzimage', files['/linux']!.length]);
  const missing = await baton(['inspect', `${site}/missing`]);
  assert.is(missing.status, 1);
  assert.match(missing.stderr, /missing is not to be had: the server has no such file \(status 404\)\.\n$/);
});

test('load takes the default of a configuration on a server, and says what is missing there', async () => {
  const { status, stderr } = await baton(['load', `${site}/gone.cfg`]);
  assert.is(status, 1);
  assert.is(stderr, `baton load: The kernel /none does not exist on ${site}. Try another entry.\n`);
});

test('a password in a URL goes to the server for all that lies there, and into no sentence', async () => {
  const secret = `${site.replace('http://', 'http://me:p%40ss@')}/private`;
  const named = site.replace('http://', 'http://me@');
  const { status, stdout } = await baton(['list', '--json', `${secret}/boot.ipxe`]);
  assert.is(status, 0);
  assert.match(stdout, /by=ipxe/);
  assert.not.match(stdout, /p%40ss|p@ss/);
  const kernel = await baton(['list', '--json', `${secret}/linux`]);
  assert.is(JSON.parse(kernel.stdout)[0].title, `${named}/private/linux`);
  assert.not.match(kernel.stdout, /p%40ss|p@ss/);
  const gone = await baton(['load', `${secret}/grub.cfg`]);
  assert.equal(
    [gone.status, gone.stderr],
    [1, `baton load: The kernel /private/none does not exist on ${named}. Try another entry.\n`],
  );
  const text = await baton(['list', `${secret}/none`]);
  assert.equal([text.status, text.stderr], [2, `baton list: ${named}/private/none is not there.\n`]);
});

test('kexec fetches what it loads', async () => {
  asked.length = 0;
  const garbage = await baton(['kexec', '-l', `${site}/text`, `--initrd=${site}/linux`]);
  assert.is.not(garbage.status, 0);
  assert.match(garbage.stderr, new RegExp(`${site}/text`));
  assert.equal(asked, ['/text', '/linux']);
  const missing = await baton(['kexec', '-l', `${site}/missing`]);
  assert.is(missing.status, 1);
  assert.match(missing.stderr, /^kexec: http:\S+ is not to be had: the server has no such file \(status 404\)\.\n$/);
});

test('the proxy of the environment is used', async () => {
  asked.length = 0;
  const { stdout } = await baton(['list', 'http://far.test/grub.cfg'], { http_proxy: site });
  assert.match(stdout, /From GRUB/);
  assert.ok(asked.includes('http://far.test/grub.cfg'));
});

test.run();
