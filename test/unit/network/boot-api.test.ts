// The API that pixiecore asks what a machine boots, on a real HTTP server.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../../src/dialects/dialect.ts';
import { readBootApi } from '../../../src/network/boot-api.ts';
import { NetworkVolume } from '../../../src/network/network-volume.ts';
import { serve } from '../../serve.ts';

const mac = '52:54:00:12:34:56';
let answer: { readonly status: number; readonly body: string } = { status: 200, body: '' };
const asked: string[] = [];
const server = await serve((request, response) => {
  asked.push(request.url ?? '');
  response.writeHead(answer.status).end(answer.body);
});
test.after(server.close);
const { site } = server;
const machine: Machine = {
  firmware: 'pc',
  cpu: 'x86_64',
  network: { mac, ip: '10.0.2.15', netmask: '255.255.255.0', volume: (origin) => new NetworkVolume(origin) },
};

async function read(body: unknown, status = 200, prefix = `${site}/api/`) {
  answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
  return readBootApi(prefix, machine);
}

test('kernel, initrds and cmdline: paths count from the server, and {{ URL }} stands for the URL itself', async () => {
  const reading = await read({
    kernel: '/kernel',
    initrd: ['/initrd.0', 'https://files.local:8443/initrd.1'],
    cmdline:
      'cloud-config-url={{ URL "https://files.local/cloud" }} ks={{ URL `/ks` }} name= {{- URL "/a\\"b" -}} ,x quiet',
    message: 'Install node 7\nmore',
  });
  assert.is(asked.at(-1), `/api/v1/boot/${mac}`);
  const [entry] = reading?.entries ?? [];
  assert.is(entry?.title, 'Install node 7');
  assert.equal(entry?.kernel, { volume: site, path: '/kernel' });
  assert.equal(entry?.initrds, [
    { volume: site, path: '/initrd.0' },
    { volume: 'https://files.local:8443', path: '/initrd.1' },
  ]);
  assert.is(entry?.cmdline, `cloud-config-url=https://files.local/cloud ks=${site}/ks name=${site}/a%22b,x quiet`);
  assert.equal([entry?.default, reading?.timeout, entry?.diagnostics], [true, 0, []]);
});

test('the cmdline as an object of parameters', async () => {
  const cmdline = { a: 'b', quiet: true, ks: { url: '/ks' } };
  const reading = await read({ kernel: '/kernel', cmdline });
  assert.is(reading?.entries[0]?.cmdline, `a=b quiet ks=${site}/ks`);
});

test('an iPXE script in place of a kernel, for this machine', async () => {
  const reading = await read({ 'ipxe-script': `#!ipxe\nkernel /k by=\${net0/mac}\nboot\n` });
  assert.is(reading?.entries[0]?.cmdline, `by=${mac}`);
  assert.equal(reading?.entries[0]?.kernel, { volume: site, path: '/k' });
});

test('templates that are none are left and told of, whatever their size', async () => {
  const start = performance.now();
  for (const cmdline of [
    ' '.repeat(200_000),
    '{{'.repeat(200_000),
    '{{ URL "'.repeat(50_000),
    `{{${' '.repeat(200_000)}}}`,
  ]) {
    const reading = await read({ kernel: '/k', cmdline });
    assert.is(reading?.entries[0]?.cmdline, cmdline);
    assert.is(reading?.entries[0]?.diagnostics.length, cmdline.includes('{{') ? 1 : 0);
  }
  assert.ok(performance.now() - start < 60_000);
});

test('a file that pixiecore alone has is told of', async () => {
  const reading = await read({ kernel: 'file:///mnt/kernel' });
  assert.match(reading?.entries[0]?.diagnostics.join() ?? '', 'file:///mnt/kernel can be had by pixiecore alone');
});

test('a machine that is not known boots nothing; what is no answer of the API is said', async () => {
  assert.is(await read('', 404), undefined);
  const refusal = (body: string) => read(body).then(String, (failure: Error) => failure.message);
  assert.match(await refusal('<html>'), /does not answer as the API of pixiecore does: no JSON object/);
  assert.match(await refusal('[1]'), /no JSON object/);
  assert.match(await refusal('{"initrd":[]}'), /it names no kernel/);
  assert.match(await refusal('{"kernel":7}'), /it names no kernel/);
});

test.run();
