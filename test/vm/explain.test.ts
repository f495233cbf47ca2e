// `baton probe` and `baton explain` on the rescue shell: what PID 1 found, what it made of it, and when.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkout } from '../../build/cache.ts';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { rootUuid } from '../../qemu/debian/layout.ts';
import type { Machine } from '../../qemu/machine.ts';
import { ensureParts, onSerial } from '../../qemu/parts.ts';
import { rescuePrompt, Shell } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import type { Account } from '../../src/commands/explain/account.ts';
import type { Row } from '../../src/commands/probe/row.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

await ensureTools(['mkswap']);
const { disk, ...image } = await ensureParts();
const directory = await temporaryDirectory();
test.after(directory.remove);
const swap = join(directory.path, 'swap.img');
await run('truncate', ['-s', '16M', swap], { timeout: 60_000 });
await run('mkswap', ['-L', 'pages', swap], { timeout: 60_000 });

/** The rescue shell of a machine whose disks have been looked at. */
async function rescueShell({ serial }: Machine): Promise<Shell> {
  await serial.expectScreen(/Debian GNU\/Linux[\s\S]*5 entries on 1 volume/, {
    seconds: menuSeconds,
    what: 'the menu',
  });
  serial.type('s');
  await serial.expect(rescuePrompt, { seconds: keySeconds, what: 'the prompt of the rescue shell' });
  return new Shell(serial);
}

/** Rows, those below others too, by their names without the disk's. */
function rowsIn(json: string, prefix: string): Map<string, Row> {
  const all = (rows: readonly Row[]): Row[] => rows.flatMap((row) => [row, ...all(row.children)]);
  const { blockdevices } = JSON.parse(json) as { blockdevices: Row[] };
  return new Map(all(blockdevices).map((row) => [row.name.replace(prefix, '').replace('#', ''), row]));
}

/** What is on a device, and nothing of how it came to be seen. */
function content({ size, fstype, fsver, label, uuid, pttype, ptuuid, parttype, partuuid, partlabel }: Row) {
  return { size, fstype, fsver, label, uuid, pttype, ptuuid, parttype, partuuid, partlabel };
}

test('baton probe and baton explain on the rescue shell tell what PID 1 found, and when', async () => {
  const disks = [{ file: disk }, { file: swap }];
  await using machine = await startMachine({ ...image, disks, append: `${onSerial} baton.timeout=-1` });
  const shell = await rescueShell(machine);

  const tree = (await shell.run('baton probe')).split('\n').map((line) => line.trimEnd());
  const [heading, ...lines] = tree;
  assert.match(heading!, /^NAME +FSTYPE +FSVER +LABEL +UUID +SIZE +MOUNTPOINTS$/);
  const after = (pattern: RegExp) => lines.slice(lines.findIndex((line) => pattern.test(line)));
  assert.match(after(/^vda /)[1]!, /^\| {3}gpt partition table$/);
  assert.match(after(/^`-vda2 /)[0]!, new RegExp(`^.-vda2 ext4 +1\\.0 +demo +${rootUuid} +2G /run/baton/vda2$`));
  assert.equal(after(/^`-vda2 /).slice(1, 3), [
    '      ext4, mounted read-only (partition: linux-generic)',
    '      /boot/grub/grub.cfg (grub): 5 entries',
  ]);
  assert.match(after(/^vdb /)[0]!, /^vdb +swap +1 +pages /);
  assert.match(after(/^vdb /)[1]!, /^ {4}swap space/);

  // The image file, read without a machine, says the same.
  const here = rowsIn(await shell.run('baton probe --json'), 'vda');
  const cli = [join(checkout, 'src/cli.ts'), 'probe', '--json', disk];
  const there = rowsIn(spawnSync(process.execPath, cli, { encoding: 'utf8' }).stdout, disk);
  for (const name of ['', '1', '2']) assert.equal(content(here.get(name)!), content(there.get(name)!), `vda${name}`);

  const timeline = await shell.run('baton explain');
  assert.match(timeline, /^baton \S+ on Linux \S+, \d+\.\d s after the kernel started\.\n/);
  assert.match(timeline, /\n +0\.000 +\d+\.\d{3} . the kernel and its first script\n/);
  const phases = [...timeline.matchAll(/^(\w+), \d+\.\d{3} to \d+\.\d{3}$/gm)].map(([, name]) => name);
  assert.equal(phases, ['start', 'drivers', 'disks', 'configurations', 'menu']);
  assert.match(timeline, /drivers, [\s\S]*driver virtio_blk loaded[\s\S]*\ndisks, /);
  assert.match(timeline, /disks, [\s\S]*\/dev\/vda2: ext4, mounted read-only[\s\S]*\nconfigurations, /);
  assert.match(timeline, /\n +\d+\.\d{3} +\d+\.\d{3} . the configurations on 1 volume have been read\n/);
  assert.match(timeline, / the menu is on ttyS0\n[\s\S]*a key was pressed/);
  assert.is(timeline.match(/^ +\d+\.\d{3} +\d+\.\d{3} \*/gm)?.length, 3, 'the longest steps are marked');

  const account = JSON.parse(await shell.run('baton explain --json')) as Account;
  const drivers = account.messages.find(({ text }) => text === 'the drivers that the hardware asks for have started')!;
  assert.ok(drivers.took! > 0 && drivers.start > account.node! && drivers.end < account.at!);
  // Disks are numbered in the order of their slots when the bus has found them all before their driver starts.
  const loading = (name: string) => account.messages.find(({ text }) => text === `driver ${name} loaded`)!;
  assert.ok(loading('virtio_blk').start >= loading('virtio_pci').end);
  assert.ok(account.messages.every(({ start, end }) => start >= account.node! && end >= start && end <= account.at!));

  // What happens while the shell is open is told as well.
  const make = 'truncate -s 1M /run/disk && printf LABELONE | dd of=/run/disk conv=notrunc 2>/dev/null';
  await shell.run(`${make} && losetup /dev/loop1 /run/disk`);
  const told = "grep -q '/dev/loop1' /run/baton/journal.json";
  await shell.run(`for i in $(seq 50); do ${told} && break; sleep 1; done; ${told}`);
  assert.match(await shell.run('baton probe /dev/loop1 || true'), /loop1 +1M\n +nothing that is recognised\n/);
  assert.match(await shell.run('baton explain'), /\/dev\/loop1: nothing that is recognised/);

  // Without the record, the kernel's log has most of it.
  const log = await shell.run('rm /run/baton/journal.json; baton explain');
  assert.match(log, /^What the kernel's log still has/);
  assert.match(log, /driver virtio_blk loaded[\s\S]*\/dev\/vda2: ext4, mounted read-only/);
});

test.run();
