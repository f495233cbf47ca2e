// Disks that are damaged, incomplete or strange: a sentence says what is wrong with each, and the good one boots.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Disk } from '../../qemu/arguments.ts';
import { makeLayouts } from '../../qemu/layouts/factory.ts';
import { payloadFiles } from '../../qemu/layouts/payload.ts';
import type { DiskMaker } from '../../qemu/layouts/recipe.ts';
import { recipeOf } from '../../qemu/layouts/recipes/index.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { type BootReport, openShell, settledReport } from './boot-report.ts';
import {
  bootable,
  copyOf,
  corrupt,
  damaged,
  garbage,
  linked,
  unknownFeature,
  withoutClusters,
} from './damaged-disks.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

const image = await ensureImage();
const layouts = await makeLayouts(
  ['md-raid1', 'lvm-thin', 'md-raid5-degraded', 'lvm-missing-pv', 'crowded', 'fat'].map(recipeOf),
);
const [raid1, thin, degraded, missing, many, fat] = layouts.map(({ disks }) => [...disks]) as string[][];

interface Fault {
  readonly disks: readonly (DiskMaker | string)[];
  readonly how?: Partial<Disk>;
  /** What is said of the first of its disks; where it is the same for all kinds of damage, that it is said. */
  readonly verdict: RegExp;
  readonly titles?: readonly string[];
  /** What is in the journal, or is said of an entry. */
  readonly remark?: RegExp;
}

const { '/boot/grub/grub.cfg': grubCfg, '/boot/vmlinuz': kernel } = await payloadFiles('link out');

const faults: Readonly<Record<string, Fault>> = {
  'a disk of which nothing can be read': {
    disks: [bootable('unreadable')],
    how: { badSectors: 'all' },
    verdict: /cannot be read: .*EIO/,
  },
  'a disk whose superblock cannot be read': {
    disks: [bootable('no superblock')],
    how: { badSectors: [2, 3] },
    verdict: /cannot be read/,
  },
  'a filesystem with a corrupt superblock (ext4)': { disks: [corrupt.ext4!], verdict: /^ext4, but / },
  'a filesystem with a corrupt superblock (xfs)': { disks: [corrupt.xfs!], verdict: /^xfs, but / },
  'a filesystem with a corrupt superblock (btrfs)': { disks: [corrupt.btrfs!], verdict: /^btrfs, but / },
  'a filesystem with a corrupt table of clusters (vfat)': {
    disks: [withoutClusters(fat![0]!)],
    verdict: /^vfat, mounted/,
    remark: /cannot be read|EIO/,
  },
  'a LUKS device whose metadata is corrupt': { disks: [corrupt.luks!], verdict: /LUKS/ },
  'a RAID member with a corrupt superblock': {
    disks: [damaged(copyOf(raid1![0]!), garbage(4), 4096 + 0xd8)],
    verdict: /RAID|raid/,
  },
  'a physical volume whose metadata is corrupt': {
    disks: [damaged(copyOf(thin![0]!), garbage(512 * 1024), 4096 + 512)],
    verdict: /LVM/,
  },
  'a filesystem that the kernel refuses': { disks: [unknownFeature], verdict: /^ext4, but / },
  'a configuration that is a link in a circle': {
    disks: [linked({ '/boot/grub/x': '' }, { 'boot/grub/grub.cfg': 'grub2.cfg', 'boot/grub/grub2.cfg': 'grub.cfg' })],
    verdict: /^ext4, mounted/,
  },
  'links that lead out of the filesystem': {
    disks: [
      linked(
        { '/boot/grub/grub.cfg': grubCfg!, '/boot/initrd.img': kernel! },
        { 'boot/vmlinuz': '../../../../../bin/busybox', 'boot/etc': '/etc' },
      ),
    ],
    verdict: /^ext4, mounted/,
    titles: ['link out'],
    remark: /^link out: .*\/boot\/vmlinuz does not exist/,
  },
  'a directory with 100,000 files': {
    disks: many!,
    verdict: /^ext4, mounted/,
    titles: ['crowded'],
  },
  'a degraded RAID': { disks: degraded!, verdict: /degraded|missing/, titles: ['md-raid5-degraded'] },
  'a volume group with a missing physical volume': {
    disks: missing!,
    verdict: /LVM.*open but for torn; 1 of 2 are missing/,
    titles: ['lvm-missing-pv'],
  },
  'two filesystems with the same UUID': {
    disks: [bootable('twin'), bootable('twin')],
    verdict: /^ext4, mounted/,
    titles: ['twin'],
  },
};

const directory = await temporaryDirectory('large');
test.after(directory.remove);

interface Result {
  readonly report: BootReport;
  /** The number of the first disk of each fault in the machine. */
  readonly first: ReadonlyMap<string, number>;
  /** What was printed after the good entry was chosen. */
  readonly booted: string;
}

/** One machine has all of them, and a good disk. */
async function run(): Promise<Result> {
  const disks: Disk[] = [{ file: await makeDisk('good', bootable('good')) }];
  const first = new Map<string, number>();
  for (const [name, fault] of Object.entries(faults)) {
    first.set(name, disks.length);
    for (const [at, disk] of fault.disks.entries()) {
      const file = typeof disk === 'string' ? disk : await makeDisk(`${disks.length}.${at}`, disk);
      disks.push({ file, ...fault.how });
    }
  }
  await using machine = await startMachine({
    ...image,
    disks,
    append: `${onSerial} baton.timeout=-1 baton.boot=good`,
    processors: 1,
    memory: 1024,
  });
  const { serial } = machine;
  await serial.expectScreen(/\d+ entries on \d+ volumes/, { seconds: menuSeconds, what: 'all disks to be looked at' });
  const shell = await openShell(machine);
  const complete = (found: BootReport) =>
    Object.keys(faults).every((name) => amiss(name, found, first.get(name)!) === undefined);
  const report = await settledReport(shell, menuSeconds, complete);
  serial.type('exit\r');
  await serial.expectScreen(/Enter boot/, { seconds: keySeconds, what: 'the menu after the shell' });
  serial.type('\r');
  const { match } = await serial.expect(/<[^>]*layout=[^>]*>/, { seconds: menuSeconds, what: 'the good kernel' });
  return { report, first, booted: match[0] };
}

/** What the report does not say of a fault; undefined when it says everything. */
function amiss(name: string, report: BootReport, first: number): string | undefined {
  const { verdict, titles = [], remark } = faults[name]!;
  const said = report.verdicts.get(report.disks[first]!) ?? 'nothing';
  if (!verdict.test(said)) return said;
  const missing = titles.find((title) => !report.titles.includes(title));
  if (missing !== undefined) return `${missing} is not on the menu`;
  const all = [...report.messages, ...report.remarks];
  return remark && !all.some((text) => remark.test(text)) ? all.join('\n') : undefined;
}

async function makeDisk(name: string, maker: DiskMaker): Promise<string> {
  const path = join(directory.path, `${name}.img`);
  await writeFile(path, '');
  await maker(path, []);
  return path;
}

let running: Promise<Result> | undefined;
const result = () => (running ??= run());

for (const name of Object.keys(faults)) {
  test(`${name} ends in a sentence`, async () => {
    const { report, first } = await result();
    const why = amiss(name, report, first.get(name)!);
    assert.ok(why === undefined, why);
  });
}

test('beside all of them the good disk boots', async () => {
  assert.match((await result()).booted, /layout=good/);
});

test.run();
