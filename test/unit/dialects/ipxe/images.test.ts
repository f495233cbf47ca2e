// What is booted, from which files: https://ipxe.org/cmd and src/hci/commands/image_cmd.c.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runIpxe } from '../../../../src/dialects/ipxe/read.ts';
import { parseScript } from '../../../../src/dialects/ipxe/script.ts';
import { MemoryVolume } from '../../memory-volume.ts';
import { summary } from '../summary.ts';
import { cmdlineOf, PC, run } from './read-ipxe.ts';

test('a script without a menu is one entry that boots at once', async () => {
  const reading = await run('\nkernel /vmlinuz root=/dev/sda1  ro\ninitrd initrd.img\nboot\n', {
    files: { '/vmlinuz': '' },
  });
  assert.equal(summary(reading), ['*/boot.ipxe: vda1:/vmlinuz + vda1:/initrd.img | root=/dev/sda1 ro']);
  assert.is(reading.timeout, 0);
  const [{ source, config, line, diagnostics } = {} as never] = reading.entries;
  assert.equal([source, config, line], ['ipxe', '/boot.ipxe', 5]);
  assert.equal(diagnostics, ['/initrd.img does not exist on vda1.']);
});

test('every other image is an initrd, in the order in which they were fetched', async () => {
  const reading = await run('initrd /a\nkernel /k\nmodule /b\nimgfetch /c\ninitrd /d\nimgfree b\nboot\n');
  assert.equal(summary(reading), ['*/boot.ipxe: vda1:/k + vda1:/a + vda1:/c + vda1:/d | ']);
});

test('imgargs replaces the arguments, and --name gives an image its name', async () => {
  assert.is(await cmdlineOf('kernel --name k http://a/vmlinuz x y\nimgargs k z\nboot k'), 'z');
  assert.is(await cmdlineOf('kernel http://a/vmlinuz?x=y one\nimgargs vmlinuz two  three\nboot'), 'two three');
  assert.is(await cmdlineOf('kernel -n k http://a/vmlinuz one\nboot k four'), 'four');
});

test('URLs are kept, with the server that they wait for', async () => {
  const reading = await run('kernel http://boot.example:8080/a/vmlinuz?m=1\ninitrd tftp://10.0.2.2/i\nboot\n');
  const { kernel, initrds } = reading.entries[0]!;
  assert.equal(kernel, {
    path: '/a/vmlinuz',
    url: 'http://boot.example:8080/a/vmlinuz?m=1',
    wants: 'http://boot.example:8080',
  });
  assert.equal(initrds, [{ path: '/i', url: 'tftp://10.0.2.2/i', wants: 'tftp://10.0.2.2' }]);
});

test('names in a script that was fetched are taken from its URL', async () => {
  const script = parseScript(
    'http://server/pxe/boot.ipxe?mac=1',
    'kernel vmlinuz\ninitrd /i\ninitrd https://o/j\nboot',
  );
  const reading = await runIpxe(script, new MemoryVolume({ id: 'vda1' }, {}), PC, {});
  const { kernel, initrds } = reading.entries[0]!;
  assert.equal(
    [kernel, ...initrds].map((file) => file!.url),
    ['http://server/pxe/vmlinuz', 'http://server/i', 'https://o/j'],
  );
});

test('chain runs a script, and goes on behind it', async () => {
  const files = { '/dir/inner.ipxe': `#!ipxe\nset args inner\nkernel k \${args}\n` };
  assert.equal(summary(await run('chain dir/inner.ipxe\nboot\n', { files })), ['*/boot.ipxe: vda1:/dir/k | inner']);
});

test('chain --replace does not come back', async () => {
  const files = { '/inner.ipxe': '#!ipxe\nkernel k\n' };
  const reading = await run('chain --replace inner.ipxe\nboot\n', { files });
  assert.equal(reading.entries, []);
  assert.equal(reading.diagnostics[0]!.config, '/inner.ipxe');
});

test('what chain fetches is kept as an entry, as its name does not tell what it is', async () => {
  const [entry] = (await run('chain http://server/boot.php\n')).entries;
  assert.equal([entry!.kind, entry!.kernel?.url], ['chainload', 'http://server/boot.php']);
  assert.match(entry!.diagnostics[0]!, 'http://server/boot.php');
  assert.is((await run('chain shim.efi\n')).entries[0]!.kind, 'efi');
  assert.is((await run('chain undionly.kpxe\n')).entries[0]!.kind, 'chainload');
  assert.is((await run('kernel xen.gz\nmodule vmlinuz\nboot\n')).entries[0]!.kind, 'multiboot');
});

test('signatures and what an initrd is to be called are told of', async () => {
  const script = 'imgtrust --permanent\nkernel k\nimgverify k k.sig\ninitrd a /etc/a mode=755\nboot\n';
  const text = (await run(script, { files: { '/k': '', '/a': '' } })).entries[0]!.diagnostics.join(' ');
  for (const part of ['imgtrust --permanent', 'imgverify k k.sig', '/etc/a']) assert.match(text, part);
});

test('sanboot is an entry of its own, and exit, reboot and shell are none', async () => {
  assert.equal(
    (await run('sanboot --drive 0x80\n')).entries.map(({ kind }) => kind),
    ['chainload'],
  );
  for (const command of ['exit', 'reboot', 'poweroff', 'shell']) {
    const reading = await run(`\n${command}\nkernel k\nboot\n`);
    assert.equal(reading.entries, [], command);
    assert.is(reading.diagnostics[0]!.line, 3);
  }
});

test('a file that does not begin with #!ipxe is no script', async () => {
  const volume = new MemoryVolume(
    {},
    { '/a.ipxe': 'kernel k\nboot\n', '/b.ipxe': '#!ipxefoo\n', '/c.ipxe': '#!gpxe\n' },
  );
  const { ipxe } = await import('../../../../src/dialects/ipxe/index.ts');
  const read = (path: string) => ipxe.read(path, volume, [volume], PC);
  assert.equal(await ipxe.find(volume), ['/a.ipxe', '/b.ipxe', '/c.ipxe']);
  assert.equal([await read('/a.ipxe'), await read('/b.ipxe')], [undefined, undefined]);
  assert.ok(await read('/c.ipxe'));
});

test.run();
