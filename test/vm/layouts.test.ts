// Every layout is opened, its entry is on the menu, and nothing is written to its disks.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { makeLayouts } from '../../qemu/layouts/factory.ts';
import type { Recipe } from '../../qemu/layouts/recipe.ts';
import { uuidOf } from '../../qemu/layouts/recipe.ts';
import { recipeOf } from '../../qemu/layouts/recipes/index.ts';
import { keyFile } from '../../qemu/layouts/recipes/luks.ts';
import type { Machine } from '../../qemu/machine.ts';
import { ensureImageWith, onSerial } from '../../qemu/parts.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { type BootReport, openShell, settledReport } from './boot-report.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

/** What is said of the layout's first disk, or of the partition `part` of it. */
interface Expected {
  readonly verdict: RegExp;
  readonly part?: number;
  /** Titles that the layout adds to the menu, where that is not its name. */
  readonly titles?: readonly string[];
}

/** Layouts that do not disturb each other share a machine. */
type Group = Readonly<Record<string, Expected>>;

const md = (level: string, lacking = ''): Expected => ({
  verdict: new RegExp(`^member 0 of the ${level} .*, open as md\\d+${lacking}`),
});
const lvm = (more = ''): Expected => ({ verdict: new RegExp(`^LVM physical volume of \\w+, open${more}$`) });
const luks = (part?: number): Expected => ({ verdict: /LUKS\d?,? .*open/, ...(part === undefined ? {} : { part }) });
const replayed = (type: string): Expected => ({ verdict: new RegExp(`^${type}, .*its journal replayed in memory`) });
const mounted = (type: string): Expected => ({ verdict: new RegExp(`^${type}, mounted`) });

const raid: Group = {
  'md-raid0': md('RAID0'),
  'md-raid1': md('RAID1'),
  'md-raid1-degraded': md('RAID1', '.*missing'),
  'md-raid5': md('RAID5'),
  'md-raid5-degraded': md('RAID5', '.*missing'),
  'md-raid10': md('RAID10'),
  'md-raid10-degraded': md('RAID10', '.*missing'),
  'md-0.90': md('RAID1'),
  'md-1.0': md('RAID1'),
  'md-partitioned-0.90': md('RAID1'),
  'md-partitioned-1.0': md('RAID1'),
};

const volumes: Group = {
  'lvm-linear': lvm(),
  'lvm-striped': lvm(),
  'lvm-raid1': lvm(),
  'lvm-thin': lvm(),
  'lvm-snapshot': lvm('.*'),
  'lvm-missing-pv': lvm(' but for torn; 1 of 2 are missing'),
  'lvm-partitions': lvm(),
  'lvm-on-md': md('RAID1'),
  'dirty-ext4': replayed('ext4'),
  'dirty-xfs': replayed('xfs'),
  'dirty-btrfs': replayed('btrfs'),
  // Whichever of its devices comes first stands for both.
  'btrfs-raid1': { verdict: /^btrfs, (mounted .* 2 devices|one of the 2 devices .*, mounted with)/ },
  hibernated: { verdict: /the memory of a hibernated system, left alone/, part: 2 },
  fat: mounted('vfat'),
  // Debian's kernel has no driver for it.
  ntfs: { verdict: /^ntfs, but .*no driver for ntfs3/, titles: [] },
  'same-uuid': { verdict: /^ext4, mounted/, titles: ['same-uuid', 'same-uuid, the copy'] },
  'iso-file': mounted('ext4'),
};

const locked: Group = {
  luks1: luks(),
  luks2: luks(),
  'luks2-detached-header': luks(2),
  'luks2-keyfile': luks(),
  'lvm-on-luks': luks(),
  'luks-on-lvm': lvm(),
  'luks-on-md': md('RAID1'),
};

const flash: Group = { 'dirty-f2fs': replayed('f2fs') };

interface Layout {
  readonly name: string;
  /** The number of its first disk in the machine. */
  readonly first: number;
  readonly files: readonly string[];
}

interface Result {
  readonly layouts: ReadonlyMap<string, Layout>;
  readonly report: BootReport;
  /** The numbers of the disks that the machine has written to. */
  readonly written: readonly number[];
  /** SHA-256 by file, before and after. */
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
}

const directory = await temporaryDirectory('large');
test.after(directory.remove);

/** Copies of the disks of these recipes. */
async function copies(recipes: readonly Recipe[]): Promise<Layout[]> {
  const layouts: Layout[] = [];
  let number = 0;
  for (const { name, disks } of await makeLayouts(recipes)) {
    const files = disks.map((_, at) => join(directory.path, `${name}.${at}.img`));
    for (const [at, disk] of disks.entries()) {
      await run('cp', ['--sparse=always', disk, files[at]!], { timeout: 120_000 });
      await chmod(files[at]!, 0o600);
    }
    layouts.push({ name, first: number, files });
    number += disks.length;
  }
  return layouts;
}

async function hashes(files: readonly string[]): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const file of files) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
    all.set(file, hash.digest('hex'));
  }
  return all;
}

/** What `report` says of the first disk of `layout`, or of its partition `part`. */
const said = (report: BootReport, { first }: Layout, part?: number): string =>
  report.verdicts.get(`${report.disks[first]}${part ?? ''}`) ?? 'nothing';

/** Boots baton with the layouts of `group`, waits until all its entries are there, and switches the machine off. */
async function boot(group: Group, parameters: string): Promise<Result> {
  const recipes = Object.keys(group).map(recipeOf);
  const layouts = new Map((await copies(recipes)).map((layout) => [layout.name, layout]));
  const files = [...layouts.values()].flatMap((layout) => layout.files);
  const before = await hashes(files);
  await using machine = await startMachine({
    ...(await ensureImageWith(recipes[0]!.kernel ?? 'cloud')),
    disks: files.map((file) => ({ file, write: true })),
    append: `${onSerial} baton.timeout=-1 ${parameters}`,
    processors: 1,
    memory: 1024,
  });
  if (parameters.includes('baton.luks=ask')) await typePassphrase(machine, Object.keys(group).length);
  const { serial } = machine;
  await serial.expectScreen(/\d+ entr(y|ies) on \d+ volume/, { seconds: menuSeconds, what: 'the menu' });
  const shell = await openShell(machine);
  const titles = Object.entries(group).flatMap(([name, expected]) => expected.titles ?? [name]);
  const report = await settledReport(
    shell,
    menuSeconds,
    (found) =>
      titles.every((title) => found.titles.includes(title)) &&
      Object.entries(group).every(([name, { verdict, part }]) => verdict.test(said(found, layouts.get(name)!, part))),
  );
  const statistics = await machine.blockStatistics();
  serial.type('exit\r');
  await serial.expectScreen(/Enter boot/, { seconds: keySeconds, what: 'the menu after the shell' });
  // So that all is closed as it is before another system is started.
  serial.type('o');
  await machine.waitExit(menuSeconds);
  const written = statistics.filter(({ writes }) => writes > 0).map(({ disk }) => disk);
  return { layouts, report, written, before, after: await hashes(files) };
}

/** Types the passphrase whenever it is asked for: what is inside of something else is asked for when that is open. */
async function typePassphrase({ serial }: Machine, entries: number): Promise<void> {
  for (;;) {
    const what = 'a prompt, or all entries';
    const pattern = new RegExp(`Passphrase for (\\S+) .*: _|\\b${entries} entries on`);
    const { match } = await serial.expectScreen(pattern, { seconds: menuSeconds, what });
    if (match[1] === undefined) return;
    serial.type('baton\r');
    const gone = new RegExp(`^(?![\\s\\S]*Passphrase for ${match[1]} )`);
    await serial.expectScreen(gone, { seconds: menuSeconds, what: `${match[1]} to be open` });
  }
}

function testGroup(group: Group, parameters = ''): void {
  let booting: Promise<Result> | undefined;
  const result = () => (booting ??= boot(group, parameters));
  for (const [name, { verdict, part, titles = [name] }] of Object.entries(group)) {
    test(`${name} is opened, and its disks stay as they were`, async () => {
      const { layouts, report, before, after } = await result();
      const layout = layouts.get(name)!;
      for (const file of layout.files) assert.is(after.get(file), before.get(file), `the content of ${file}`);
      const text = said(report, layout, part);
      assert.ok(verdict.test(text), `${text}\n${report.messages.join('\n')}`);
      for (const title of titles) assert.ok(report.titles.includes(title), `the menu has ${title}`);
    });
  }
  test(`no write is asked of any disk: ${Object.keys(group).join(', ')}`, async () => {
    assert.equal((await result()).written, []);
  });
}

testGroup(raid);
testGroup(volumes);
const partuuid = (at: number) => uuidOf(`luks2-detached-header partition ${at}`);
testGroup(
  locked,
  [
    'baton.luks=ask',
    `baton.luks.key=UUID=${uuidOf('luks2-keyfile')}=${keyFile.path}:UUID=${keyFile.uuid}`,
    `baton.luks.header=PARTUUID=${partuuid(1)}=/dev/disk/by-partuuid/${partuuid(0)}`,
  ].join(' '),
);
testGroup(flash);

test.run();
