// VLANs and bonds as dracut writes them.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readBondWish, readVlanWish } from '../../../src/settings/made-link.ts';

for (const [text, name, id] of [
  ['vlan0005:eth0', 'vlan0005', 5],
  ['vlan5:eth0', 'vlan5', 5],
  ['eth0.0005:eth0', 'eth0.0005', 5],
  ['eth0.5:eth0', 'eth0.5', 5],
] as const) {
  test(`vlan=${text}`, () => assert.equal(readVlanWish(text), { name, id, parent: 'eth0' }));
}

for (const text of ['vlan0:eth0', 'vlan4095:eth0', 'vlan5', 'vlan5:', 'five:eth0', 'vlan5:../x', 'vlan5:eth0:x', '']) {
  test(`vlan=${text} is none`, () => assert.is(readVlanWish(text), undefined));
}

test('bond= has members and options, in which a semicolon stands for a comma', () => {
  assert.equal(readBondWish('bond1:eth0,eth2:mode=1,arp_ip_target=10.0.0.1;10.0.0.2:9000'), {
    name: 'bond1',
    members: ['eth0', 'eth2'],
    options: [
      ['mode', '1'],
      ['arp_ip_target', '10.0.0.1,10.0.0.2'],
    ],
    mtu: 9000,
  });
});

test('what bond= leaves out is as dracut guesses it', () => {
  assert.equal(readBondWish(''), { name: 'bond0', members: ['eth0', 'eth1'], options: [['mode', 'balance-rr']] });
});

for (const text of ['bond0:eth0,:mode=1', 'bond0:eth0:../x=1', 'bond0:eth0:mode=/x', 'a/b:eth0', 'b:c:d=e:f']) {
  test(`bond=${text} is none`, () => assert.is(readBondWish(text), undefined));
}

test.run();
