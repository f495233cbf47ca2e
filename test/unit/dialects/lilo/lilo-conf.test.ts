import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lilo } from '../../../../src/dialects/lilo/index.ts';
import { type Content, MemoryVolume } from '../../memory-volume.ts';
import { summary } from '../summary.ts';

const PC = { firmware: 'pc', cpu: 'x86_64' } as const;

async function read(config: string, files: Readonly<Record<string, Content>> = {}, boot?: MemoryVolume) {
  const root = new MemoryVolume({ id: 'sda1', device: '/dev/sda1' }, { '/etc/lilo.conf': config, ...files });
  return (await lilo.read('/etc/lilo.conf', root, boot ? [root, boot] : [root], PC))!;
}

const SLACKWARE = `append=" vt.default_utf8=0"
boot = /dev/sda
prompt
timeout = 1200
vga = normal
image = /boot/vmlinuz
  root = /dev/sda1
  label = Linux
  read-only
image = /boot/vmlinuz.old
  initrd = /boot/initrd.gz
  root = "UUID=1234-5678"
  label = Old
  read-write
  append = "single"
  addappend = "debug"
other = /dev/sda2
  label = Windows
  table = /dev/sda
`;

test('each image has its own settings before those of all', async () => {
  const reading = await read(SLACKWARE);
  assert.equal(summary(reading), [
    '*Linux: sda1:/boot/vmlinuz | ro root=/dev/sda1  vt.default_utf8=0',
    'Old: sda1:/boot/vmlinuz.old + sda1:/boot/initrd.gz | rw root=UUID=1234-5678 single debug',
    'Windows: nothing | ',
  ]);
  assert.equal(
    reading.entries.map(({ kind, line }) => [kind, line]),
    [
      ['linux', 6],
      ['linux', 10],
      ['chainload', 17],
    ],
  );
});

test('without prompt it waits for the delay', async () => {
  const images = 'image=/a\nimage=/b\n';
  assert.is((await read(SLACKWARE)).timeout, 120);
  assert.is((await read(`prompt\n${images}`)).timeout, -1);
  assert.is((await read(`timeout=50\n${images}`)).timeout, 0);
  assert.is((await read(`delay=25\n${images}`)).timeout, 3);
});

test('the default is named by label or alias', async () => {
  const reading = await read('default=second\nimage=/a\nlabel=one\nimage=/b\nlabel=two\nalias=Second\n');
  assert.equal(summary(reading), ['one: sda1:/a | ', '*two: sda1:/b | ']);
});

test('files are found on the /boot that fstab mounts', async () => {
  const boot = new MemoryVolume({ id: 'sda2', uuid: 'abcd' }, { '/vmlinuz': 'k' });
  const files = { '/etc/fstab': '/dev/sda1 / ext4 ro 0 1\nUUID=abcd\t/boot ext4 defaults 0 2\n' };
  assert.equal(summary(await read('image=/boot/vmlinuz\n', files, boot)), ['*vmlinuz: sda2:/vmlinuz | ']);
  assert.equal(summary(await read('image=/boot/vmlinuz\n', files)), ['*vmlinuz: UUID=abcd:/vmlinuz | ']);
});

test('an optional image that is missing is left out', async () => {
  const reading = await read('image=/gone\noptional\nimage=/k\noptional\n', { '/k': 'k' });
  assert.equal(summary(reading), ['k: sda1:/k | ']);
});

test('a literal takes the place of everything else', async () => {
  assert.equal(summary(await read('append=x\nimage=/k\nroot=/dev/sda1\nliteral="y z"\n')), ['*k: sda1:/k | y z']);
});

test.run();
