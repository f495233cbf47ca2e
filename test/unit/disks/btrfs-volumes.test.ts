// The subvolumes of a real btrfs, as the kernel tells them and as btrfs-progs does.

import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { fromFile, probe } from 'blkid-parse';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { btrfsDisks, withoutBtrfs } from '../../../qemu/btrfs-disks.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { btrfsVolumes } from '../../../src/disks/openers/btrfs-volumes.ts';
import { listSubvolumes } from '../../../src/linux/btrfs.ts';
import { runInMountNamespace, skipAll } from '../node-mount/namespace.ts';

const snapshots = 200;
const script = `
  btrfs subvolume create @
  mkdir -p @/etc @/boot
  echo ID=linux >@/etc/os-release
  echo inside >@/boot/vmlinuz
  ln -s /boot/vmlinuz @/vmlinuz
  btrfs subvolume create @home
  btrfs subvolume create @/.snapshots
  for number in $(seq ${snapshots}); do
    mkdir @/.snapshots/$number
    btrfs subvolume snapshot -r @ @/.snapshots/$number/snapshot
  done
  btrfs subvolume snapshot -r @home home-of-yesterday
  btrfs subvolume create "a name with blanks"
  btrfs subvolume set-default @`;

/** A filesystem made by the script, mounted at the directory that `use` gets. */
async function mounted(use: (directory: string) => Promise<void>): Promise<void> {
  using directory = await temporaryDirectory('large');
  const [disk = ''] = await btrfsDisks({ name: 'disk', uuid: randomUUID(), script }, directory);
  execFileSync('mount', ['-o', 'loop,ro,subvolid=5', disk, `${directory.path}/disk.mounted`]);
  try {
    await use(`${directory.path}/disk.mounted`);
  } finally {
    execFileSync('umount', [`${directory.path}/disk.mounted`]);
  }
}

test('the subvolumes are those that btrfs-progs lists, and so is the default one', async () => {
  await mounted(async (directory) => {
    const file = await open(directory, 'r');
    const { items, default: main } = await listSubvolumes(file);
    await file.close();
    const text = (...args: string[]) => execFileSync('btrfs', ['subvolume', ...args], { encoding: 'utf8' });
    const listed = [
      ...text('list', '-qu', directory).matchAll(/^ID (\d+) .* parent_uuid (\S+) +uuid (\S+) path (.*)$/gm),
    ];
    const plain = (uuid = '') => uuid.replace(/^-$/, '').replaceAll('-', '');
    assert.equal(
      items.map(({ number, uuid, snapshotOf = '', name }) => [number, snapshotOf, uuid, name]),
      listed.map(([, id, parent, uuid, path = '']) => [
        Number(id),
        plain(parent),
        plain(uuid),
        path.slice(path.lastIndexOf('/') + 1),
      ]),
    );
    assert.match(text('get-default', directory), `ID ${main} `);
    const readOnly = [...text('list', '-r', directory).matchAll(/^ID (\d+)/gm)].map(([, id]) => Number(id));
    assert.equal(
      items.filter((item) => item.readOnly).map(({ number }) => number),
      readOnly,
    );
    assert.ok(items.every(({ created }) => Math.abs(created - Date.now() / 1000) < 600));
  });
});

test('systems are volumes, of 200 snapshots the 50 newest, and links stay inside of them', async () => {
  await mounted(async (directory) => {
    const began = performance.now();
    const { volumes, snapshots: find } = await btrfsVolumes(directory, { id: 'vda2', uuid: 'u' });
    const told = performance.now();
    const found = await find();
    const took = [told - began, performance.now() - told].map((time) => `${time.toFixed(0)} ms`);
    console.log(`${snapshots} snapshots: ${took[0]} until the systems are known, ${took[1]} for the snapshots`);
    assert.equal(
      volumes.map(({ identity: { id, uuid, subvolume } }) => [id, uuid, subvolume?.path, subvolume?.default]),
      [
        ['vda2', 'u', undefined, undefined],
        ['vda2:/@', 'u', '/@', true],
      ],
    );
    assert.is(Buffer.from((await volumes[1]!.read('/vmlinuz')) ?? []).toString(), 'inside\n');
    assert.is(found.more, true);
    assert.equal(
      found.volumes.map(({ identity }) => [identity.subvolume?.path, identity.subvolume?.snapshot?.of]),
      Array.from({ length: 50 }, (_, at) => [`/@/.snapshots/${snapshots - at}/snapshot`, '/@']),
    );
    assert.is(Buffer.from((await found.volumes[0]!.read('/vmlinuz')) ?? []).toString(), 'inside\n');
  });
});

test('a log that waits to be replayed is known from the superblock, as btrfs-progs tells it', async () => {
  using directory = await temporaryDirectory('large');
  const options = { script: 'touch file', logged: 'echo more >file; sync file' };
  const [logged = ''] = await btrfsDisks({ name: 'logged', uuid: randomUUID(), ...options }, directory);
  for (const [disk, expected] of [
    [logged, true],
    [logged.replace(/\.logged$/, ''), undefined],
  ] as const) {
    const source = await fromFile(disk);
    assert.is((await probe(source)).unreplayed, expected);
    await source.close();
    const told = execFileSync('btrfs', ['inspect-internal', 'dump-super', disk], { encoding: 'utf8' });
    assert.is(/^log_root\s+[1-9]/m.test(told), expected === true);
  }
});

const why = withoutBtrfs();
if (why) skipAll(why);
else runInMountNamespace(test.run);
