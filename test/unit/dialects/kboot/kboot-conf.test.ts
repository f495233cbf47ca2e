import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kboot } from '../../../../src/dialects/kboot/index.ts';
import { type Content, MemoryVolume } from '../../memory-volume.ts';
import { summary } from '../summary.ts';

const PC = { firmware: 'pc', cpu: 'x86_64' } as const;

async function read(config: string, files: Readonly<Record<string, Content>> = {}) {
  const usb = new MemoryVolume({ id: 'sdb1', device: '/dev/sdb1', uuid: 'ABCD-0001', label: 'STICK' }, { '/k': 'k' });
  const own = new MemoryVolume({ id: 'ps3da1', device: '/dev/ps3da1' }, { '/etc/kboot.conf': config, ...files });
  return (await kboot.read('/etc/kboot.conf', own, [own, usb], PC))!;
}

test('an entry is a label, a kernel, and what it is to be given', async () => {
  const reading = await read(`default=linux
timeout=10
message=/etc/kboot.msg
linux='/boot/vmlinuz initrd=/boot/initrd.img video=ps3fb:mode:2 quiet'
rescue="/boot/vmlinuz single"
`);
  assert.equal(summary(reading), [
    '*linux: ps3da1:/boot/vmlinuz + ps3da1:/boot/initrd.img | video=ps3fb:mode:2 quiet',
    'rescue: ps3da1:/boot/vmlinuz | single',
  ]);
  assert.equal(
    reading.entries.map(({ line }) => line),
    [4, 5],
  );
});

test('settings hold for the entries behind them, and root comes first', async () => {
  const reading = await read(`early=/vmlinux
root=/dev/ps3da2
initrd=/initrd
own='/vmlinux debug root=/dev/sda1 initrd=/other'
plain=/vmlinux
`);
  assert.equal(summary(reading), [
    'early: ps3da1:/vmlinux | ',
    'own: ps3da1:/vmlinux + ps3da1:/other | root=/dev/sda1 debug',
    'plain: ps3da1:/vmlinux + ps3da1:/initrd | root=/dev/ps3da2',
  ]);
});

test('a file can lie on another device', async () => {
  const reading = await read("a=sdb1:/k\nb=uuid=abcd-0001:/k\nc='label=STICK:/k x'\nd='sdz9:/k'\n");
  assert.equal(summary(reading), ['a: sdb1:/k | ', 'b: sdb1:/k | ', 'c: sdb1:/k | x', 'd: sdz9:/k | ']);
  assert.equal(reading.entries[0]!.diagnostics, []);
  assert.match(reading.entries[3]!.diagnostics[0]!, '/k lies on sdz9, which is not there.');
});

test('comments, bare words and empty values are no entries', async () => {
  assert.equal(summary(await read('# a=/b\n#c\nword\nempty=\nhidden=#/vmlinux\n\n')), []);
});

test('a kernel that is missing is told', async () => {
  const { entries } = await read('a=/vmlinux\n');
  assert.equal(entries[0]!.diagnostics, ['/vmlinux does not exist on ps3da1.']);
});

test('labels that come twice have ids of their own, and the first is the default', async () => {
  const { entries } = await read('default=a\na=/x\na=/y\n');
  assert.equal(
    entries.map(({ id, default: chosen }) => [id, chosen]),
    [
      ['a', true],
      ['a#2', false],
    ],
  );
});

test('every kboot.conf counts, but the first petitboot.conf alone', async () => {
  const files = { '/kboot.conf': '', '/boot/kboot.conf': '', '/boot/petitboot.conf': '', '/petitboot.conf': '' };
  const found = await kboot.find(new MemoryVolume({}, files));
  assert.equal(found, ['/boot/petitboot.conf', '/kboot.conf', '/boot/kboot.conf']);
});

test.run();
