// The example of https://wiki.syslinux.org/wiki/index.php?title=PXELINUX#Configuration

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pxelinuxSearchOrder } from '../../../../src/dialects/syslinux/search-order.ts';

test('PXELINUX looks for its configuration by UUID, hardware address, IP address and default', () => {
  const facts = { uuid: 'B8945908-D6A6-41A9-611D-74A6AB80B83D', mac: '88:99:AA:BB:CC:DD', ip: '192.168.2.91' };
  assert.equal(
    pxelinuxSearchOrder(facts),
    [
      'b8945908-d6a6-41a9-611d-74a6ab80b83d',
      '01-88-99-aa-bb-cc-dd',
      'C0A8025B',
      'C0A8025',
      'C0A802',
      'C0A80',
      'C0A8',
      'C0A',
      'C0',
      'C',
      'default',
    ].map((name) => `pxelinux.cfg/${name}`),
  );
});

test('what is not known, or is no address, is not asked for', () => {
  assert.equal(pxelinuxSearchOrder({}), ['pxelinux.cfg/default']);
  assert.equal(pxelinuxSearchOrder({ uuid: 'x', mac: '../..', ip: '1.2.3.999' }), ['pxelinux.cfg/default']);
  assert.is(pxelinuxSearchOrder({ mac: '0a-0b', hardwareType: 32 })[0], 'pxelinux.cfg/20-0a-0b');
});

test.run();
