// The setting ip=, in the forms of the kernel and of dracut.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readIpWish } from '../../../src/settings/ip-wish.ts';
import { readSettings } from '../../../src/settings/settings.ts';

const forms: readonly (readonly [text: string, wish: unknown])[] = [
  ['dhcp', { method: 'dhcp', dns: [] }],
  ['on', { method: 'any', dns: [] }],
  ['off', { method: 'off', dns: [] }],
  ['auto6', { method: 'auto6', dns: [] }],
  ['eth1:dhcp', { method: 'dhcp', link: 'eth1', dns: [] }],
  ['eth1:dhcp6:9000', { method: 'dhcp6', link: 'eth1', dns: [], mtu: 9000 }],
  ['52:54:00:AB:cd:ef:dhcp', { method: 'dhcp', link: '52:54:00:ab:cd:ef', dns: [] }],
  ['10.0.0.5', { method: 'static', address: '10.0.0.5', prefix: 8, dns: [] }],
  ['::::::dhcp', { method: 'dhcp', dns: [] }],
  [
    '10.0.0.5:10.0.0.2:10.0.0.1:255.255.255.0:box:eth0:none:10.0.0.3:10.0.0.4',
    {
      method: 'static',
      address: '10.0.0.5',
      prefix: 24,
      server: '10.0.0.2',
      gateway: '10.0.0.1',
      hostname: 'box',
      link: 'eth0',
      dns: ['10.0.0.3', '10.0.0.4'],
    },
  ],
  [
    '192.168.1.5::192.168.1.1:22::eth0:off:1400',
    {
      method: 'static',
      address: '192.168.1.5',
      prefix: 22,
      gateway: '192.168.1.1',
      link: 'eth0',
      dns: [],
      mtu: 1400,
    },
  ],
  [
    '[fd00::5]::[fd00::1]:48::eth0:none:[fd00::3]',
    {
      method: 'static',
      address: 'fd00::5',
      prefix: 48,
      gateway: 'fd00::1',
      link: 'eth0',
      dns: ['fd00::3'],
    },
  ],
  ['', undefined],
  ['eth0:carrier-pigeon', undefined],
  ['10.0.0.5:::255.0.255.0', undefined],
  ['10.0.0.5:::33', undefined],
  ['10.0.0.5:::24::../../etc:none', undefined],
  ['eth0:dhcp:12', undefined],
];

for (const [text, wish] of forms) test(`ip=${text}`, () => assert.equal(readIpWish(text), wish));

test('whatever stands there, it is read in an instant and without an error', () => {
  for (const text of ['['.repeat(5000), ':'.repeat(5000), '[:'.repeat(5000), `${'a'.repeat(9000)}:dhcp`]) {
    const began = performance.now();
    assert.is(readIpWish(text), undefined);
    assert.ok(performance.now() - began < 20_000);
  }
});

test('several add up, and one that is wrong is told', () => {
  const given = ['eth0:dhcp', '[fd00::5]:::64::eth1:none', 'sometimes'];
  const { ip, problems } = readSettings(given.map((value) => ({ name: 'baton.ip', value })));
  assert.equal(
    ip.map(({ link }) => link),
    ['eth0', 'eth1'],
  );
  assert.equal(problems.length, 1);
  assert.match(problems[0] ?? '', /baton\.ip=sometimes is not understood: it takes dhcp, off/);
});

test.run();
