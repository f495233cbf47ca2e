// GRUB's names of logical volumes, arrays and encrypted volumes, which a machine's disks tell of only when they are open.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readGrub, volume } from './read-grub.ts';

const group = 'R2iodj-Ualp-TL70-5BOI-kjKX-IMcm-jbjsVB';
const root = 'dv4Kmi-eNpi-W3uI-7fuS-200R-k516-MNSWzg';
const logical = volume(
  'dm-0',
  { '/vmlinuz': 'kernel' },
  {
    uuid: '2222-BBBB',
    aliases: ['/dev/mapper/my--group-root', '/dev/my-group/root', 'lvm/my--group-root', `lvmid/${group}/${root}`],
  },
);
const array = volume(
  'md127',
  { '/vmlinuz': 'kernel' },
  {
    uuid: '3333-CCCC',
    aliases: ['/dev/md/boot', 'md/boot', 'mduuid/19c2e0f90752409a9288ccfc3993c929'],
  },
);
const partition = volume(
  'md126p1',
  { '/vmlinuz': 'kernel' },
  {
    uuid: '4444-DDDD',
    aliases: ['/dev/md/0p1', 'md/0,gpt1', 'mduuid/40fdbad15a11894e3d186b3c53958f34,gpt1'],
  },
);
const encrypted = volume(
  'dm-1',
  { '/vmlinuz': 'kernel' },
  {
    uuid: '5555-EEEE',
    aliases: ['/dev/mapper/secret', 'cryptouuid/3d19b8c6ff4c4f3f8c1d5a9a5a0b8c55'],
  },
);

async function entryOf(config: string) {
  const { entries } = await readGrub(config, {}, [logical, array, partition, encrypted]);
  return entries[0]!;
}

for (const [name, where] of [
  ['lvm/my--group-root', logical],
  [`lvmid/${group}/${root}`, logical],
  ['md/boot', array],
  ['mduuid/19C2E0F90752409a9288ccfc3993c929', array],
  ['md/0,gpt1', partition],
  ['md/0,1', partition],
  ['mduuid/40fdbad15a11894e3d186b3c53958f34,gpt1', partition],
  ['cryptouuid/3d19b8c6ff4c4f3f8c1d5a9a5a0b8c55', encrypted],
  ['cryptouuid/3d19b8c6-ff4c-4f3f-8c1d-5a9a5a0b8c55', encrypted],
] as const) {
  test(`(${name}) is ${where.identity.device}`, async () => {
    const { kernel } = await entryOf(`menuentry A { linux (${name})/vmlinuz; }`);
    assert.equal(kernel, { volume: where.identity.id, path: '/vmlinuz' });
  });
}

test('a name of another array, volume or partition is none of these', async () => {
  for (const name of [
    'lvm/my-group-root',
    'lvm/my--group-swap',
    'md/1',
    'md/0,gpt2',
    'md/0',
    `lvmid/${group}/${group}`,
  ]) {
    const { kernel } = await entryOf(`menuentry A { linux (${name})/vmlinuz; }`);
    assert.is(kernel?.volume, undefined, name);
  }
});

test('search sets the name that GRUB itself gives the device, and takes such names as hints', async () => {
  const config = `search --no-floppy --fs-uuid --set=root --hint='lvmid/${group}/${root}' 2222-BBBB
menuentry A { linux ($root)/vmlinuz root=$root; }`;
  const { kernel, cmdline } = await entryOf(config);
  assert.equal(kernel, { volume: 'dm-0', path: '/vmlinuz' });
  assert.is(cmdline, 'root=lvm/my--group-root');
});

test.run();
