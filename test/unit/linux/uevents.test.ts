import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseUevent } from '../../../src/linux/uevents.ts';

const datagram = (...strings: string[]) => Buffer.from(strings.map((text) => `${text}\0`).join(''));

test('a uevent is its action, its path and its environment', () => {
  const event = parseUevent(
    datagram('add@/devices/pci0000:00/virtio2/block/vda', 'ACTION=add', 'SUBSYSTEM=block', 'DEVNAME=vda', 'X=a=b'),
  );
  assert.equal(event, {
    action: 'add',
    devpath: '/devices/pci0000:00/virtio2/block/vda',
    env: { ACTION: 'add', SUBSYSTEM: 'block', DEVNAME: 'vda', X: 'a=b' },
  });
});

test("what udev sends to its own listeners, and anything else, is not a kernel's uevent", () => {
  for (const bytes of [datagram('libudev'), Buffer.from([0xfe, 0xed, 0xca, 0xfe]), Buffer.alloc(0), datagram('@/x')]) {
    assert.is(parseUevent(bytes), undefined);
  }
});

test.run();
