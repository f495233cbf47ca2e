// What lies at a URL that somebody has entered, read as who came over that network would read it.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../../src/dialects/dialect.ts';
import { lookAt } from '../../../src/editing/entered.ts';
import { MemoryVolume } from '../memory-volume.ts';

const mac = '52:54:00:12:34:56';
const here: Machine = { firmware: 'efi', cpu: 'x86_64' };

async function enter(path: string, files: Readonly<Record<string, string>>) {
  const volume = (id: string) => new MemoryVolume({ id, type: 'http' }, id === 'http://h' ? files : { '/x': '' });
  const machine = { ...here, network: { mac, ip: '10.0.2.15', netmask: '255.255.255.0', volume } };
  const url = `http://h${path}`;
  const locate = async () => ({ volume: volume('http://h'), path, machine });
  return lookAt(url, { url }, [], here, locate, async () => undefined);
}

test('a script of iPXE has the settings of the network, and goes on at other servers', async () => {
  const entered = await enter('/a', { '/a': `#!ipxe\nkernel http://other/x by=\${net0/mac}\nboot\n` });
  assert.ok(entered.kind === 'configuration');
  const [entry] = entered.reading.entries;
  assert.equal(entry?.kernel, { volume: 'http://other', path: '/x' });
  assert.is(entry?.cmdline, `by=${mac}`);
});

test('an entry of the Boot Loader Specification, and a directory with a grub.cfg', async () => {
  const entry = await enter('/loader/entries/a.conf', {
    '/loader/entries/a.conf': 'linux /k\noptions own\n',
    '/k': '',
  });
  assert.is(entry.kind === 'configuration' && entry.reading.entries[0]?.cmdline, 'own');
  const grub = "menuentry 'g' { linux /k by=$net_default_mac }\n";
  const directory = await enter('/d/', { '/d/grub.cfg': grub, '/k': '' });
  assert.is(directory.kind === 'configuration' && directory.reading.entries[0]?.cmdline, `by=${mac}`);
});

test('a configuration of any other language is read with the network too', async () => {
  const config = 'default a\nlabel a\n kernel http://other/x\n append by=syslinux\n';
  const entered = await enter('/extlinux.conf', { '/extlinux.conf': config });
  assert.is(entered.kind === 'configuration' && entered.reading.entries[0]?.cmdline, 'by=syslinux');
});

test('a directory with nothing is said', async () => {
  const entered = await enter('/d/', {});
  assert.ok(entered.kind === 'unreadable');
  assert.match(entered.reason, 'http://h/d/ has nothing to boot');
});

test.run();
