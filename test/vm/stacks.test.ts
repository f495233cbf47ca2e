// RAID and LVM that are broken, late, odd or built on each other. test/vm/layouts.test.ts has those that are as they should.

import { fromFile } from 'blkid-parse';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { makeLayouts } from '../../qemu/layouts/factory.ts';
import { type Recipe, uuidOf } from '../../qemu/layouts/recipe.ts';
import { recipeOf } from '../../qemu/layouts/recipes/index.ts';
import type { Machine } from '../../qemu/machine.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { readMdSuperblock } from '../../src/disks/openers/md-superblock.ts';
import { namesOf } from '../../src/disks/openers/md-text.ts';
import { type BootReport, openShell, settledReport } from './boot-report.ts';
import { menuSeconds } from './seconds.ts';

const image = await ensureImage();

/** Disks of 64 MiB. */
const blank = (count: number) => Array<number>(count).fill(64);
const stop = 'mdadm --stop --quiet /dev/md0';

/** As grub-mkconfig writes it for a system on LVM, with further entries that find their kernels by other names. */
const grubCfg = `set root='lvm/whole--group-root'
if [ x$feature_platform_search_hint = xy ]; then
  search --no-floppy --fs-uuid --set=root --hint='lvm/whole--group-root' ${uuidOf('whole filesystem')}
else
  search --no-floppy --fs-uuid --set=root ${uuidOf('whole filesystem')}
fi
menuentry 'whole' { linux /boot/vmlinuz root=/dev/mapper/whole--group-root whole; initrd /boot/initrd.img; }
menuentry 'by lvm' { linux (lvm/whole--group-root)/boot/vmlinuz; }
menuentry 'by md' { linux (md/bitmap)/boot/vmlinuz; }
menuentry 'by mduuid' { linux (mduuid/${uuidOf('bitmap').replaceAll('-', '')})/boot/vmlinuz; }
`;

const recipes: Readonly<Record<string, Recipe>> = {
  bitmap: {
    name: 'bitmap',
    disks: blank(2),
    payload: 'filesystem',
    script: `mdadm --create /dev/md0 --quiet --run --assume-clean --level=1 --raid-devices=2 --bitmap=internal \\
  --uuid="$uuid" --name="$name" --homehost=none "$@"; put /dev/md0; ${stop}`,
  },
  // Its members say that writes were under way, since nobody said otherwise before the machine was cut off.
  dirty: {
    name: 'dirty',
    disks: blank(3),
    kept: 2,
    payload: 'filesystem',
    cutOff: true,
    script: 'array 5 1.2 "$@"; echo 3600 >/sys/block/md0/md/safe_mode_delay; put /dev/md0',
  },
  // The first member has failed, and the second has gone on alone.
  parted: {
    name: 'parted',
    disks: blank(2),
    payload: 'filesystem',
    script: `array 1 1.2 "$@"; mdadm --quiet /dev/md0 --fail "$1" --remove "$1"; put /dev/md0; ${stop}`,
  },
  few: { name: 'few', disks: blank(3), kept: 1, script: `array 5 1.2 "$@"; ${stop}` },
  half: {
    name: 'half',
    disks: blank(2),
    kept: 1,
    payload: 'filesystem',
    script: 'group "$@"; volume root --size 20M --type raid1 --mirrors 1 --nosync; put "/dev/$vg/root"; leave_group',
  },
  // A mirror whose second half has nothing yet of what the first one has.
  unsynced: {
    name: 'unsynced',
    disks: blank(2),
    payload: 'filesystem',
    cutOff: true,
    script: `echo 1 >/proc/sys/dev/raid/speed_limit_min; echo 1 >/proc/sys/dev/raid/speed_limit_max; group "$@"
volume root --size 48M --type raid1 --mirrors 1; put "/dev/$vg/root"; sync`,
  },
  ...Object.fromEntries(
    ['one', 'two'].map((name) => [
      name,
      {
        name,
        disks: blank(1),
        payload: 'filesystem',
        script: `only="--quiet --quiet --devices $1"; lvm vgcreate $only same "$1"
lvm lvcreate $only --yes --name root --size 20M same; put /dev/same/root; lvm vgchange $only --activate n same`,
      } satisfies Recipe,
    ]),
  ),
  whole: {
    name: 'whole',
    disks: blank(2),
    payload: 'filesystem',
    script: `array 1 1.2 "$@"; vg=whole-group; group /dev/md0; volume root --size 20M; put "/dev/$vg/root"
mount -t ext4 "/dev/$vg/root" "$PWD"; cat >"$PWD/boot/grub/grub.cfg" <<'END'
${grubCfg}END
umount "$PWD"; leave_group; ${stop}`,
  },
};

const layouts = new Map((await makeLayouts(Object.values(recipes))).map(({ name, disks }) => [name, disks]));
const filesOf = (...names: string[]) => names.flatMap((name) => layouts.get(name)!);

/** All that is said of the disks. */
const textOf = ({ messages, verdicts }: BootReport) => [...messages, ...verdicts.values()].join('\n');

/** Whether the menu has these entries and no others, in whatever order. */
const hasExactly = ({ titles }: BootReport, wanted: readonly string[]) =>
  [...titles].sort().join() === [...wanted].sort().join();

/** Boots baton with these layouts' disks until the menu has these entries and the journal has all of `messages`. */
async function report(names: readonly string[], titles: readonly string[], ...messages: readonly RegExp[]) {
  const disks = filesOf(...names).map((file) => ({ file }));
  await using machine = await startMachine({ ...image, disks, append: `${onSerial} baton.timeout=-1`, memory: 768 });
  await machine.serial.expectScreen(/entr(y|ies) on/, { seconds: menuSeconds, what: "baton's menu" });
  const shell = await openShell(machine);
  const isThere = (found: BootReport) =>
    hasExactly(found, titles) && messages.every((message) => message.test(textOf(found)));
  const found = await settledReport(shell, menuSeconds, isThere);
  for (const message of messages) assert.match(textOf(found), message);
  assert.equal([...found.titles].sort(), [...titles].sort());
  const entries: Listed[] = JSON.parse(await shell.run('baton list --json'));
  const written = (await machine.blockStatistics()).filter(({ writes }) => writes > 0);
  assert.equal(written, [], 'nothing is written');
  return { ...found, entries };
}

interface Listed {
  readonly title: string;
  readonly kernel: { readonly fs: string };
}

/** What mdadm says of a member, in the words of the superblock. */
async function examined(file: string) {
  const text = await run('mdadm', ['--examine', file], { timeout: 120_000 });
  const of = (what: string) => new RegExp(`^ *${what} : (.*)$`, 'm').exec(text)?.[1];
  const place = /Active device (\d+)/.exec(of('Device Role') ?? '')?.[1] ?? /^this(?: +\d+){3} +(\d+)/m.exec(text)?.[1];
  const states =
    of('Array State')?.split(' ')[0] ?? [...text.matchAll(/^ +\d+(?: +\d+){4} +active sync/gm)].map(() => 'A');
  return {
    level: Number(of('Raid Level')?.replace('raid', '')),
    size: Number(of('Raid Devices')),
    place: Number(place),
    active: [...states].flatMap((state, at) => (state === 'A' ? [at] : [])),
    events: Number(of('Events')),
    clean: of('State') === 'clean',
    writes: of('Internal Bitmap') !== undefined,
    uuid: (of('Array UUID') ?? of('UUID'))?.replaceAll(':', ''),
    ...(of('Name') === undefined ? { minor: Number(of('Preferred Minor')) } : { name: of('Name')?.split(' ')[0] }),
  };
}

test('superblocks say what mdadm says of them', async () => {
  await ensureTools(['mdadm']);
  const standard = await makeLayouts(['md-raid0', 'md-raid5', 'md-raid10-degraded', 'md-0.90', 'md-1.0'].map(recipeOf));
  for (const file of [...standard.flatMap(({ disks }) => disks), ...filesOf('bitmap', 'dirty', 'parted')]) {
    const source = await fromFile(file);
    const { clean, ...found } = (await readMdSuperblock(source))!;
    await source.close();
    const { clean: alsoClean, ...said } = await examined(file);
    assert.equal(found, said, file);
    if (said.level > 0) assert.is(clean, alsoClean, file);
  }
});

test('GRUB itself has the names for arrays that baton has', async () => {
  await ensureTools(['grub-fstest']);
  for (const { disks } of await makeLayouts(['md-raid5', 'md-0.90', 'md-1.0'].map(recipeOf))) {
    const source = await fromFile(disks[0]!);
    const names = namesOf((await readMdSuperblock(source))!).filter((name) => !name.startsWith('/'));
    await source.close();
    const grub = (command: string) =>
      run('grub-fstest', ['-c', `${disks.length}`, ...disks, 'ls', '--', command], { timeout: 120_000 });
    for (const name of names) assert.match(await grub(`(${name})/`), 'boot/', name);
  }
});

test('arrays with a bitmap, out of date, dirty or short of members are opened as far as can be, unwritten', async () => {
  const { disks, verdicts } = await report(
    ['bitmap', 'dirty', 'parted', 'few'],
    ['bitmap', 'dirty', 'parted'],
    /The RAID5 dirty was opened without its member 2\./,
    /The RAID5 few cannot be opened without its members 1 and 2: RAID5 can do without 1 of 3 members at most\./,
    /(\/dev\/md\d+: ext4[\s\S]*){3}/,
  );
  const said = disks.map((name) =>
    verdicts
      .get(name)!
      .replace(/md\d+/, 'md')
      .replace(/(missing\)): .*/, '$1'),
  );
  assert.equal(said, [
    'member 0 of the RAID1 bitmap, open as md',
    'member 1 of the RAID1 bitmap, open as md',
    'member 0 of the RAID5 dirty, open as md; member 2 missing',
    'member 1 of the RAID5 dirty, open as md; member 2 missing',
    'out of date in the RAID1 parted, left alone',
    'member 1 of the RAID1 parted, open as md; degraded as it was before',
    'member 0 of the RAID5 few, which cannot be opened (members 1 and 2 missing)',
  ]);
});

test('mirrors of LVM are opened with one half, or out of step; groups of the same name are opened under two', async () => {
  const { disks, verdicts } = await report(
    ['half', 'unsynced', 'one', 'two'],
    ['half', 'one', 'two', 'unsynced'],
    /The volume group half lacks physical volumes: [\w-]{38} \(once \/dev\/vd\w+\); all of its/,
    /Another volume group is called same: that of UUID [\w-]{38} is opened as same_\w{6}\. Rename one with vgrename\./,
    /(\/dev\/dm-\d+: ext4[\s\S]*){4}/,
  );
  const [half = '', unsynced = ''] = disks;
  assert.is(verdicts.get(half), 'LVM physical volume of half, open; 1 of 2 are missing');
  assert.is(verdicts.get(unsynced), 'LVM physical volume of unsynced, open');
});

test('GRUB finds kernels by the names of volumes and arrays', async () => {
  const all = ['whole', 'by lvm', 'by md', 'by mduuid', 'bitmap'];
  const { entries } = await report(['whole', 'bitmap'], all, /\/dev\/dm-\d+: ext4/, /\/dev\/md\d+: ext4/);
  const kernels = entries.map(({ title, kernel }) => [title, kernel.fs]);
  const volume = uuidOf('whole filesystem');
  const array = uuidOf('bitmap filesystem');
  for (const [title, fs] of [
    ['whole', volume],
    ['by lvm', volume],
    ['by md', array],
    ['by mduuid', array],
  ] as const) {
    assert.equal(
      kernels.find(([name]) => name === title),
      [title, fs],
    );
  }
});

test('a system on LVM on RAID is booted; the stack is closed before, and nothing was written', async () => {
  const disks = filesOf('whole').map((file) => ({ file }));
  await using machine = await startMachine({ ...image, disks, append: `${onSerial} baton.timeout=0 baton.verbose` });
  const what = 'the kernel of the volume';
  await machine.serial.expect(/<BOOT_IMAGE=\/boot\/vmlinuz root=\/dev\/mapper\/whole--group-root whole>/, {
    seconds: menuSeconds,
    what,
  });
  assert.not.match(machine.serial.transcript, /cannot be closed|failed: |busy/i);
});

/** Puts the image `file` into the machine, as unit `unit` of its SCSI controller. */
async function plug({ qmp }: Machine, file: string, unit: number): Promise<void> {
  const drive = `plugged${unit}`;
  const line = `drive_add 0 if=none,id=${drive},format=raw,snapshot=on,file=${file.replaceAll(',', ',,')}`;
  await qmp.execute('human-monitor-command', { 'command-line': line });
  await qmp.execute('device_add', { driver: 'scsi-hd', bus: 'units.0', 'scsi-id': unit, drive });
}

test('members may come late and be pulled out; with the last of them a stack goes, and comes back with them', async () => {
  const [first, second] = filesOf('bitmap');
  const whole = filesOf('whole');
  const disks = [...whole, first!].map((file) => ({ file, interface: 'scsi-unit' as const }));
  await using machine = await startMachine({ ...image, disks, append: `${onSerial} baton.timeout=-1`, memory: 768 });
  await machine.serial.expectScreen(/by mduuid/, { seconds: menuSeconds, what: 'the menu with an entry' });
  const shell = await openShell(machine);
  // The array is opened without its other member after a while.
  const settled = (isThere: (found: BootReport) => boolean) => settledReport(shell, menuSeconds, isThere);
  const isOpen = ({ titles }: BootReport) => titles.includes('whole') && titles.includes('bitmap');
  assert.ok(isOpen(await settled(isOpen)), 'both arrays are open');

  await plug(machine, second!, 9);
  await machine.pull(0);
  const gone = /md\d+ has lost its member sd[a-c]/;
  const late = /member 1 of the RAID1 bitmap, left alone because md\d+ had been opened without it/;
  const without = await settled((found) => gone.test(textOf(found)) && late.test(textOf(found)));
  assert.match(textOf(without), gone);
  assert.match(textOf(without), late);
  assert.ok(without.titles.includes('whole') && without.titles.includes('bitmap'), 'what was there is still there');
  await shell.run('cat /run/baton/dm-*/boot/vmlinuz >/dev/null');

  await machine.pull(1);
  const lost = await settled((found) => hasExactly(found, ['bitmap']));
  assert.equal(lost.titles, ['bitmap']);
  await shell.run('while ls /dev/mapper | grep -q whole; do sleep 1; done');

  await Promise.all(whole.map((file, at) => plug(machine, file, 10 + at)));
  const again = await settled(({ titles }) => titles.includes('whole'));
  assert.ok(again.titles.includes('whole'));
});

test.run();
