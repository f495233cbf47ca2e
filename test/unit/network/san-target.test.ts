import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSanTarget } from '../../../src/network/san-target.ts';

for (const [text, target] of [
  ['nbd://10.0.0.1/debian', { kind: 'nbd', host: '10.0.0.1', port: 10_809, name: 'debian' }],
  ['nbd://[fd00::1]:99/', { kind: 'nbd', host: '[fd00::1]', port: 99, name: '' }],
  ['nbd://server/a%20b', { kind: 'nbd', host: 'server', port: 10_809, name: 'a b' }],
  // As dhcpd.conf and iPXE have it, with the protocol, the port and the unit or without.
  ['iscsi:10.0.0.1::::iqn.2026-01.test:a', { kind: 'iscsi', host: '10.0.0.1', port: 3260, name: 'iqn.2026-01.test:a' }],
  [
    'iscsi:server:6:3261:1:iqn.2026-01.test:a',
    { kind: 'iscsi', host: 'server', port: 3261, name: 'iqn.2026-01.test:a' },
  ],
  [
    'iscsi:[fd00::1]:::0:eui.02004567a425678d',
    { kind: 'iscsi', host: '[fd00::1]', port: 3260, name: 'eui.02004567a425678d' },
  ],
  ['/srv/nfs/root', undefined],
  ['10.0.0.1:/srv', undefined],
  ['iscsi:server', undefined],
  ['iscsi:::::iqn.2026-01.test:a', undefined],
  ['nbd://', undefined],
  ['nbd://server/%ff', { kind: 'nbd', host: 'server', port: 10_809, name: '%ff' }],
] as const)
  test(`${text} is ${target === undefined ? 'no disk on a server' : `a disk by ${target.kind}`}`, () => {
    assert.equal(readSanTarget(text), target);
  });

test.run();
