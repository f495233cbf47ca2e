// btrfs: subvolumes, snapshots, several devices, and what is missing or there twice.

import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { btrfsDisks, withoutBtrfs } from '../../qemu/btrfs-disks.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { openShell, settledReport } from './boot-report.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

const why = withoutBtrfs();
if (why) console.log(`skipped: ${why}`);
const onlyHere = why ? test.skip : test;

const directory = await temporaryDirectory('large');
test.after(directory.remove);
const boot = join(directory.path, 'boot');
const kernelPrints = /<([^>]*)>([A-P]{8})/;

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
  return hash.digest('hex');
}

/** A system in the directory `root` of the filesystem, whose files GRUB finds below `shown`. */
const system = (root: string, shown: string, title: string, cmdline: string, head = '') => `
  mkdir -p ${root}/boot/grub ${root}/etc
  echo ID=linux >${root}/etc/os-release
  cp ${boot}/* ${root}/boot
  cat >${root}/boot/grub/grub.cfg <<'END'
${head}
menuentry '${title}' {
  linux ${shown}/boot/vmlinuz ${cmdline}
  initrd ${shown}/boot/initrd
}
END
`;

const info = (number: number, description: string) => `
  cat >@/.snapshots/${number}/info.xml <<'END'
<?xml version="1.0"?>
<snapshot><type>single</type><num>${number}</num><date>2024-05-0${number} 12:00:00</date>
<description>${description}</description></snapshot>
END
`;

const uuid = randomUUID();
/** vda; vdb is a copy of it. The initrd of the first snapshot has six bytes. */
const withSnapshots = `
  btrfs subvolume create @
  btrfs subvolume create @home
  ${system('@', '/@', 'Ubuntu', `root=UUID=${uuid} ro rootflags=subvol=@`)}
  btrfs subvolume create @/.snapshots
  mkdir @/.snapshots/1 @/.snapshots/2
  btrfs subvolume snapshot -r @ @/.snapshots/1/snapshot
  echo another initrd >@/boot/initrd
  btrfs subvolume snapshot -r @ @/.snapshots/2/snapshot
  ${info(1, 'the first')}
  ${info(2, 'before the upgrade')}`;

async function makeDisks(): Promise<string[]> {
  await mkdir(boot, { recursive: true });
  await writeFile(join(boot, 'vmlinuz'), await printingKernel('long-mode'));
  await writeFile(join(boot, 'initrd'), 'initrd');
  const make = (name: string, profile: 'raid0' | 'raid1', logged?: string) => {
    const script = system('.', '', name, 'ro');
    const more = logged === undefined ? {} : { logged };
    return btrfsDisks({ name: name.replaceAll(' ', '-'), uuid: randomUUID(), profile, script, ...more }, directory);
  };
  const [single = ''] = await btrfsDisks({ name: 'single', uuid, script: withSnapshots }, directory);
  const copy = join(directory.path, 'copy.img');
  await copyFile(single, copy);
  const change = 'sed -i "s/before the log/out of the log/" boot/grub/grub.cfg; sync boot/grub/grub.cfg boot/grub';
  const whole = await make('before the log', 'raid1', change);
  const [, mirror = ''] = await make('half a mirror', 'raid1');
  const [stripes = ''] = await make('half of the stripes', 'raid0');
  return [single, copy, ...whole, mirror, stripes];
}

interface Told {
  /** Of the disks, in their order. */
  readonly verdicts: readonly string[];
  readonly writes: readonly number[];
  /** What the kernel of the snapshot was handed. */
  readonly cmdline: string;
  readonly initrdBytes: string;
  /** The disks that were not afterwards what they were before. */
  readonly changed: readonly string[];
}

/** Boots a machine with all of these disks, looks at it from its rescue shell, and boots the older snapshot. */
async function bootAll(): Promise<Told> {
  const image = await ensureImage();
  const files = await makeDisks();
  const before = await Promise.all(files.map(sha256));
  const disks = files.map((file) => ({ file, write: true }));
  await using machine = await startMachine({ ...image, disks, append: `${onSerial} baton.timeout=-1` });
  const { serial } = machine;
  const see = (pattern: RegExp, seconds = menuSeconds) =>
    serial.expectScreen(pattern, { seconds, what: String(pattern) });
  await see(/Ubuntu/);
  await see(/\+ Snapshots/);
  await see(/half a mirror/);
  await see(/out of the log/);
  const shell = await openShell(machine);
  const { disks: nodes, verdicts } = await settledReport(shell, menuSeconds, (found) =>
    found.disks.every((name) => found.verdicts.has(name)),
  );
  const writes = (await machine.blockStatistics()).map((each) => each.writes);
  serial.type('exit\r');
  await see(/\+ Snapshots/, keySeconds);
  // The rows begin below the heading; the keys are Home, Down and Enter.
  const down = serial.screen
    .split('\n')
    .slice(2)
    .findIndex((line) => line.includes('+ Snapshots'));
  serial.type(`\x1b[1~${'\x1b[B'.repeat(down)}\r`);
  await see(
    /2024-05-02 12:00, before the upgrade \(snapper 2\)[\s\d]+2024-05-01 12:00, the first \(snapper 1\)/,
    keySeconds,
  );
  serial.type('\x1b[B\x1b[B\r');
  const { match } = await serial.expect(kernelPrints, { seconds: menuSeconds, what: "the snapshot's kernel" });
  await machine.kill();
  const after = await Promise.all(files.map(sha256));
  return {
    verdicts: nodes.map((name) => verdicts.get(name) ?? 'nothing'),
    writes,
    cmdline: match[1]!,
    initrdBytes: match[2]!,
    changed: files.filter((_, at) => before[at] !== after[at]),
  };
}

let told: Promise<Told> | undefined;
function all(): Promise<Told> {
  told ??= bootAll();
  return told;
}

onlyHere('a snapshot is booted with its own kernel and initrd, and as the root of the cmdline', async () => {
  const { cmdline, initrdBytes } = await all();
  const path = '@/.snapshots/1/snapshot';
  assert.is(cmdline, `BOOT_IMAGE=/${path}/boot/vmlinuz root=UUID=${uuid} ro rootflags=subvol=${path}`);
  assert.is(initrdBytes, 'AAAAAAAG');
});

onlyHere('a copy of a disk is left alone, and says of which', async () => {
  const { verdicts } = await all();
  const [first, second] = verdicts.slice(0, 2).sort();
  assert.match(first!, new RegExp(`^btrfs, left alone: it is a copy of /dev/vd[ab], with the same UUID ${uuid}`));
  assert.is(second, 'btrfs, mounted read-only, 2 snapshots');
});

onlyHere('the log of a filesystem of two devices is replayed in memory', async () => {
  const [, , ...verdicts] = (await all()).verdicts;
  const how = /^btrfs, mounted read-only, its journal replayed in memory with its 2 devices$/;
  const other = /^btrfs, one of the 2 devices of a filesystem, mounted with \/dev\/vd[cd]$/;
  const mirror = verdicts.slice(0, 2);
  for (const one of [how, other])
    assert.ok(
      mirror.some((verdict) => one.test(verdict)),
      mirror.join('\n'),
    );
});

onlyHere('RAID 1 does without a device that does not appear', async () => {
  const { verdicts } = await all();
  assert.is(verdicts[4], 'btrfs, mounted read-only, degraded: 1 of its 2 devices is there');
});

onlyHere('RAID 0 says which part of it is there', async () => {
  const { verdicts } = await all();
  assert.is(verdicts[5], 'btrfs, of which 1 of 2 devices is there, too few to read it: connect the others');
});

onlyHere('nothing of all this writes to a disk', async () => {
  const { writes, changed } = await all();
  assert.equal([writes, changed], [[0, 0, 0, 0, 0, 0], []]);
});

onlyHere('the default subvolume is what relative paths count from, as openSUSE has it', async () => {
  const image = await ensureImage();
  const root = '@/.snapshots/1/snapshot';
  const relative = 'set btrfs_relative_path="y"\nexport btrfs_relative_path';
  const script = `
    btrfs subvolume create @
    btrfs subvolume create @/.snapshots
    mkdir @/.snapshots/1
    btrfs subvolume create ${root}
    btrfs subvolume set-default ${root}
    ${system(root, '', 'openSUSE', `root=UUID=${uuid}`, relative)}`;
  const [file = ''] = await btrfsDisks({ name: 'suse', uuid: randomUUID(), script }, directory);
  await using machine = await startMachine({ ...image, disks: [{ file }], append: `${onSerial} baton.timeout=0` });
  const { match } = await machine.serial.expect(kernelPrints, { seconds: menuSeconds, what: 'its kernel' });
  assert.is(match[1], `BOOT_IMAGE=/boot/vmlinuz root=UUID=${uuid}`);
});

test.run();
