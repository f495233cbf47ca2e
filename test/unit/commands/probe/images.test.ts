// `baton probe` on image files.

import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { altered, blkid, image, missing, partition, run, scratch } from '../../blkid-parse/images.ts';
import { nobody, nobodyRefusal, probe, rows } from './baton.ts';

const MiB = 2 ** 20;

let made: string | undefined;

/** A GPT of an ESP, an ext4 named `root` and nothing. */
function disk(): string {
  made ??= makeDisk();
  return altered(made);
}

function makeDisk(): string {
  const path = image(96 * MiB);
  partition(
    path,
    `label: gpt
label-id: 11111111-2222-3333-4444-555555555555
start=2048, size=65536, type=uefi, name="EFI System", uuid=aaaaaaaa-0000-0000-0000-000000000001
start=67584, size=65536, type=linux, uuid=aaaaaaaa-0000-0000-0000-000000000002
start=133120, size=2048, type=swap, uuid=aaaaaaaa-0000-0000-0000-000000000003
`,
  );
  const esp = image(32 * MiB);
  run(['mkfs.vfat', '-n', 'ESP', '-i', '1a2b3c4d', esp]);
  const root = image(32 * MiB);
  run(['mke2fs', '-q', '-t', 'ext4', '-L', 'root', '-U', '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0', root]);
  for (const [from, at] of [
    [esp, 1],
    [root, 33],
  ] as const)
    run(['dd', `if=${from}`, `of=${path}`, 'bs=1M', `seek=${at}`, 'conv=notrunc', 'status=none']);
  return path;
}

/** lsblk's names for what blkid finds. */
const columns = { fstype: 'TYPE', fsver: 'VERSION', label: 'LABEL', uuid: 'UUID', pttype: 'PTTYPE', ptuuid: 'PTUUID' };

/** The same facts as blkid gives them. */
function expected(path: string): Record<string, string | null> {
  const tags = blkid(path);
  return Object.fromEntries(Object.entries(columns).map(([name, tag]) => [name, tags[tag] ?? null]));
}

test('a disk is a tree: its partitions, what is on them, and what baton makes of that', () => {
  const path = disk();
  const { status, stdout, stderr } = probe([path]);
  assert.equal([status, stderr], [0, '']);
  const lines = stdout.replaceAll(path, 'disk.img').trimEnd().split('\n');
  assert.equal(
    lines.map((line) => line.trimEnd().replace(/ +/g, ' ')),
    [
      'NAME FSTYPE FSVER LABEL UUID SIZE MOUNTPOINTS',
      'disk.img 96M',
      '| gpt partition table',
      '|-#1 vfat FAT16 ESP 1A2B-3C4D 32M',
      '| vfat, which baton mounts read-only (partition: esp "EFI System")',
      '|-#2 ext4 1.0 root 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0 32M',
      '| ext4, which baton mounts read-only (partition: linux-generic)',
      '`-#3 1M',
      ' nothing that is recognised (partition: swap)',
    ],
  );
});

test('--json has every field in its stable shape', () => {
  const path = disk();
  const nothing = {
    ...{ model: null, rm: false, ro: false, fstype: null, fsver: null, label: null, uuid: null, pttype: null },
    ...{ ptuuid: null, parttype: null, typename: null, partuuid: null, partlabel: null, partflags: null },
    ...{ mountpoints: [], notes: [], details: null, configurations: [], children: [] },
  };
  assert.equal(rows([path]), [
    {
      ...nothing,
      name: path,
      path,
      type: 'file',
      size: 96 * MiB,
      pttype: 'gpt',
      ptuuid: '11111111-2222-3333-4444-555555555555',
      verdict: 'gpt partition table',
      children: [
        {
          ...nothing,
          name: `${path}#1`,
          path: null,
          type: 'part',
          size: 32 * MiB,
          fstype: 'vfat',
          fsver: 'FAT16',
          label: 'ESP',
          uuid: '1A2B-3C4D',
          parttype: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
          typename: 'esp',
          partuuid: 'aaaaaaaa-0000-0000-0000-000000000001',
          partlabel: 'EFI System',
          verdict: 'vfat, which baton mounts read-only',
        },
        {
          ...nothing,
          name: `${path}#2`,
          path: null,
          type: 'part',
          size: 32 * MiB,
          fstype: 'ext4',
          fsver: '1.0',
          label: 'root',
          uuid: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
          parttype: '0fc63daf-8483-4772-8e79-3d69d8477de4',
          typename: 'linux-generic',
          partuuid: 'aaaaaaaa-0000-0000-0000-000000000002',
          verdict: 'ext4, which baton mounts read-only',
        },
        {
          ...nothing,
          name: `${path}#3`,
          path: null,
          type: 'part',
          size: MiB,
          parttype: '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f',
          typename: 'swap',
          partuuid: 'aaaaaaaa-0000-0000-0000-000000000003',
          verdict: 'nothing that is recognised',
        },
      ],
    },
  ]);
});

for (const [type, size, ...command] of [
  ['ext4', 16, 'mke2fs', '-q', '-F', '-t', 'ext4', '-L', 'äöü'],
  ['xfs', 320, 'mkfs.xfs', '-q', '-L', 'data'],
  ['btrfs', 128, 'mkfs.btrfs', '-q', '-L', 'pool'],
  ['swap', 16, 'mkswap', '-L', 'pages'],
] as const) {
  test(`${type} has the facts that blkid gives`, () => {
    const why = missing(command[0]);
    if (why !== undefined) return console.log(`skipped ${type}: ${why}`);
    const path = image(size * MiB);
    run([...command, path]);
    const [row] = rows([path]);
    assert.is(row!.fstype, type);
    assert.equal(Object.fromEntries(Object.keys(columns).map((name) => [name, row![name as 'uuid']])), expected(path));
  });
}

test('a disc image has the boot configurations that are on it', () => {
  const why = missing('xorriso');
  if (why !== undefined) return console.log(`skipped: ${why}`);
  const tree = join(scratch, 'disc');
  mkdirSync(join(tree, 'boot/grub'), { recursive: true });
  mkdirSync(join(tree, 'isolinux'));
  writeFileSync(
    join(tree, 'boot/grub/grub.cfg'),
    "menuentry 'Live' { linux /vmlinuz quiet }\nmenuentry 'Other' { linux /vmlinuz }\n",
  );
  writeFileSync(join(tree, 'isolinux/isolinux.cfg'), 'label broken\n');
  writeFileSync(join(tree, 'vmlinuz'), 'kernel');
  const path = join(scratch, 'live.iso');
  run(['xorriso', '-as', 'mkisofs', '-quiet', '-R', '-V', 'LIVE', '-o', path, tree]);
  const [row] = rows([path]);
  assert.equal([row!.fstype, row!.label], ['iso9660', 'LIVE']);
  assert.equal(row!.configurations[0], { config: '/boot/grub/grub.cfg', source: 'grub', entries: 2, remarks: 0 });
  assert.match(probe([path]).stdout, /\n {4}\/boot\/grub\/grub\.cfg \(grub\): 2 entries\n/);
});

test('logical partitions of an MBR are told from the frame around them', () => {
  const path = image(32 * MiB);
  partition(path, 'label: dos\nlabel-id: 0x1a2b3c4d\nsize=4MiB, type=83, bootable\ntype=f\nsize=4MiB, type=83\n');
  const [row] = rows([path]);
  assert.equal(
    row!.children.map(({ name, parttype, partuuid, partflags, verdict }) => [
      name.slice(path.length),
      parttype,
      partuuid,
      partflags,
      verdict,
    ]),
    [
      ['#1', '0x83', '1a2b3c4d-01', '0x80', 'nothing that is recognised'],
      ['#2', '0xf', '1a2b3c4d-02', null, 'the frame of logical partitions'],
      ['#5', '0x83', '1a2b3c4d-05', null, 'nothing that is recognised'],
    ],
  );
});

test('a broken partition table is told, and so is a partition beyond the end', () => {
  const path = disk();
  run(['dd', 'if=/dev/zero', `of=${path}`, 'bs=512', 'seek=1', 'count=1', 'conv=notrunc', 'status=none']);
  assert.match(probe([path]).stdout, 'the first copy of its GPT is broken, and the one at its end was read');
  const cut = disk();
  run(['truncate', '-s', '40M', cut]);
  assert.equal(rows([cut])[0]!.notes, ['both copies of its GPT are broken']);
  const dos = image(32 * MiB);
  partition(dos, 'label: dos\nsize=4MiB, type=83\nsize=20MiB, type=83\n');
  run(['truncate', '-s', '10M', dos]);
  assert.equal(
    rows([dos])[0]!.children.map(({ notes }) => notes),
    [[], ['it reaches beyond the end of the disk']],
  );
});

const refusal = nobodyRefusal();
if (refusal) console.log(`a user who is not root is skipped: ${refusal}`);
(refusal ? test.skip : test)('a user who is not root gets the same', () => {
  const path = disk();
  chmodSync(scratch, 0o755);
  chownSync(path, 65534, 65534);
  assert.equal(probe([path], nobody), probe([path]));
  chmodSync(path, 0o600);
  chownSync(path, 0, 0);
  const { status, stderr } = probe([path], nobody);
  assert.is(status, 2);
  assert.match(stderr, 'EACCES: permission denied');
});

test('an image in a format of its own is named with the command that makes it raw', () => {
  const why = missing('qemu-img');
  if (why !== undefined) return console.log(`skipped: ${why}`);
  const path = image(MiB);
  run(['mkswap', path]);
  for (const format of ['qcow2', 'vmdk', 'vdi', 'vhdx', 'vpc']) {
    const converted = join(scratch, `it's a disk.${format}`);
    run(['qemu-img', 'convert', '-O', format, path, converted]);
    const { status, stdout, stderr } = probe([converted]);
    assert.equal([status, stdout], [2, ''], format);
    assert.match(stderr, `is in the format ${format}`);
    // The command works as it stands there.
    const command = /first: (.*)$/m.exec(stderr)![1]!;
    run(['sh', '-c', command]);
    assert.is(rows([`${converted}.raw`])[0]!.fstype, 'swap', format);
  }
  const packed = `${path}.gz`;
  run(['sh', '-c', `gzip -c "${path}" >"${packed}"`]);
  assert.match(probe([packed]).stderr, `is in the format gzip. Make a raw image of it first: gzip -dc ${packed}`);
});

test('the exit status tells whether anything was recognised, and of wrong use', () => {
  const blank = image(MiB);
  const good = disk();
  assert.is(probe([blank]).status, 1);
  assert.is(probe([blank, good]).status, 0);
  for (const [args, message] of [
    [['--nonsense'], '--nonsense'],
    [[join(scratch, 'none')], 'does not exist'],
    [[scratch], 'is a directory'],
    [['/dev/null'], 'neither a block device'],
    [[image(0)], 'is empty'],
  ] as const) {
    const { status, stdout, stderr } = probe(args);
    assert.equal([status, stdout], [2, ''], args.join(' '));
    assert.match(stderr, message);
  }
  const mixed = probe([join(scratch, 'none'), good]);
  assert.is(mixed.status, 2);
  assert.match(mixed.stdout, 'gpt partition table');
});

test('a label cannot reach for the terminal', () => {
  const path = image(16 * MiB);
  run(['mke2fs', '-q', '-F', '-t', 'ext4', '-L', '\x1b[2Jx', path]);
  const { stdout } = probe([path]);
  assert.not.match(stdout, '\x1b');
  assert.match(stdout, '?[2Jx');
});

test.run();
