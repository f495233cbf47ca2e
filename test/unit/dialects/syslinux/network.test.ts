// PXELINUX's names of files on other servers.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../../../src/dialects/dialect.ts';
import { readSyslinux } from '../../../../src/dialects/syslinux/read.ts';
import { MemoryVolume } from '../../memory-volume.ts';

type Files = Readonly<Record<string, string>>;

/** The entries of /pxelinux.cfg/default of tftp://10.0.2.2 on a network with these servers. */
async function read(config: string, servers: Readonly<Record<string, Files>> = {}) {
  const all = { 'tftp://10.0.2.2': { '/pxelinux.cfg/default': config, '/k': '' }, ...servers };
  const volumes = new Map(
    Object.entries(all).map(([id, files]) => [id, new MemoryVolume({ id, type: 'tftp' }, files)]),
  );
  const volume = (origin: string) => volumes.get(origin);
  const network = { mac: '52:54:00:12:34:56', ip: '10.0.2.15', netmask: '255.255.255.0', volume };
  const machine: Machine = { firmware: 'pc', cpu: 'x86_64', network };
  return readSyslinux('/pxelinux.cfg/default', '/', volume('tftp://10.0.2.2')!, 'pxe', machine);
}

test('kernels and initrds by SERVER::FILE, ::FILE and URL lie on those servers, and can boot by themselves', async () => {
  const config = 'default a\nlabel a\n kernel http://h:8080/d/k\n append initrd=10.0.2.9::i,::/k\n';
  const { entries } = await read(config, { 'http://h:8080': {}, 'tftp://10.0.2.9': {} });
  assert.equal(entries[0]?.kernel, { volume: 'http://h:8080', path: '/d/k' });
  assert.equal(entries[0]?.initrds, [
    { volume: 'tftp://10.0.2.9', path: '/i' },
    { volume: 'tftp://10.0.2.2', path: '/k' },
  ]);
  assert.is(entries[0]?.default, true);
});

test('a configuration of another server is included; one that is not there is told of', async () => {
  const config = 'include http://h/more.cfg\ninclude http://h/none.cfg\n';
  const reading = await read(config, { 'http://h': { '/more.cfg': 'label b\n kernel k\n append more\n' } });
  assert.is(reading.entries[0]?.cmdline, 'more');
  assert.is(reading.entries[0]?.config, 'http://h/more.cfg');
  assert.match(reading.diagnostics[0]?.message ?? '', 'http://h/none.cfg does not exist');
});

test('CONFIG goes on at another server', async () => {
  const reading = await read('label c\n config http://h/next.cfg\n', {
    'http://h': { '/next.cfg': 'label d\n kernel k\n append next\n' },
  });
  assert.is(reading.entries[0]?.cmdline, 'next');
});

test.run();
