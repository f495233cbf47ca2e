// The layouts are what their names say, by the tools of this host.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { makeLayouts } from '../../qemu/layouts/factory.ts';
import { recipeOf } from '../../qemu/layouts/recipes/index.ts';

await ensureTools(['debugfs', 'xfs_logprint', 'btrfs', 'fsck.f2fs', 'mdadm']);
const timeout = 60_000;

async function disksOf(...names: string[]): Promise<string[]> {
  const layouts = await makeLayouts(names.map(recipeOf));
  return layouts.map(({ disks }) => disks[0]!);
}

/** What a command prints, both ways; some of these tools fail on what is dirty. */
const told = (command: string, ...args: string[]) =>
  run('sh', ['-c', '"$0" "$@" 2>&1 || true', command, ...args], { timeout });

test('without its journal a dirty filesystem has no configuration', async () => {
  const [ext4, xfs, btrfs, f2fs] = await disksOf('dirty-ext4', 'dirty-xfs', 'dirty-btrfs', 'dirty-f2fs');
  assert.match(await told('debugfs', '-R', 'features', ext4!), /needs_recovery/);
  assert.match(await told('debugfs', '-R', 'stat /boot/grub', ext4!), /Type: directory/);
  assert.match(await told('debugfs', '-R', 'stat /boot/grub/grub.cfg', ext4!), /File not found/);
  assert.match(await told('xfs_logprint', '-t', xfs!), /state: <DIRTY>/);
  assert.match(await told('btrfs', 'inspect-internal', 'dump-super', btrfs!), /^log_root\s+[1-9]\d*$/m);
  const checkpoint = /^Info: checkpoint state = .*$/m.exec(await told('fsck.f2fs', '--dry-run', f2fs!))?.[0];
  assert.ok(checkpoint, 'fsck.f2fs tells of the last checkpoint');
  assert.not.match(checkpoint, /\bunmount\b/);
});

test('a degraded array lacks a member', async () => {
  const [raid5] = await disksOf('md-raid5-degraded');
  assert.match(await told('mdadm', '--examine', raid5!), /Raid Level : raid5[\s\S]*Raid Devices : 3/);
  assert.is((await makeLayouts([recipeOf('md-raid5-degraded')]))[0]!.disks.length, 2);
});

test.run();
