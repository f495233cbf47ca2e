// `baton probe` on the block devices of the running system, beside lsblk.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Row } from '../../../../src/commands/probe/row.ts';
import { blkid, image, missing, partition, run } from '../../blkid-parse/images.ts';
import { nobody, nobodyRefusal, probe, rows } from './baton.ts';

const MiB = 2 ** 20;
const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('what needs loop devices is skipped, because only root can make them');
const onlyRoot = isRoot && missing('losetup', 'lsblk', 'partx', 'sfdisk') === undefined ? test : test.skip;
const refusal = nobodyRefusal();
if (isRoot && refusal) console.log(`what another user sees is skipped: ${refusal}`);
const withNobody = refusal ? test.skip : onlyRoot;

/** A GPT of one ext4 partition with an odd label, and an empty one. */
function disk(): string {
  const path = image(48 * MiB);
  partition(path, 'label: gpt\nstart=2048, size=65536, name="a b"\nstart=67584, size=2048\n');
  const root = image(32 * MiB);
  run(['mke2fs', '-q', '-F', '-t', 'ext4', '-L', 'r\xf6\xf6t / x', root]);
  run(['dd', `if=${root}`, `of=${path}`, 'bs=1M', 'seek=1', 'conv=notrunc', 'status=none']);
  return path;
}

/** Makes a loop device of `path`, with its partitions where that is wished for, for as long as `use` takes. */
function withLoop(path: string, partitions: boolean, use: (loop: string) => void): void {
  const loop = run(['losetup', '--find', '--show', path]).trim();
  try {
    // Not every kernel reads partition tables by itself.
    if (partitions) run(['partx', '--add', loop]);
    if (existsSync('/run/udev/control')) run(['udevadm', 'settle']);
    use(loop);
  } finally {
    if (partitions) run(['partx', '--delete', loop]);
    run(['losetup', '--detach', loop]);
  }
}

/** What the kernel says of a device and of what is below it. */
const fields = ['name', 'path', 'type', 'size', 'rm', 'ro', 'mountpoints'] as const;

type Common = Pick<Row, (typeof fields)[number]> & { readonly children?: readonly Common[] };

function common(row: Common): unknown {
  // lsblk says [null] where it is mounted nowhere.
  const mountpoints = row.mountpoints.filter((point) => point !== null);
  const own = fields.map((field) => [field, field === 'mountpoints' ? mountpoints : row[field]]);
  return { ...Object.fromEntries(own), children: (row.children ?? []).map(common) };
}

function lsblk(device: string): Common {
  return JSON.parse(run(['lsblk', '--json', '--bytes', '--output', fields.join(), device])).blockdevices[0];
}

/** What libblkid says of a device, by lsblk's names. Without udev lsblk itself knows nothing of that. */
function content(row: Row | string): unknown {
  const names = {
    ...{ fstype: 'TYPE', fsver: 'VERSION', label: 'LABEL', uuid: 'UUID', pttype: 'PTTYPE', ptuuid: 'PTUUID' },
    ...{ parttype: 'PART_ENTRY_TYPE', partuuid: 'PART_ENTRY_UUID', partlabel: 'PART_ENTRY_NAME' },
  };
  const tags = typeof row === 'string' ? blkid(row) : undefined;
  return Object.entries(names).map(([name, tag]) => (tags ? (tags[tag] ?? null) : (row as Row)[name as 'uuid']));
}

test('without arguments every disk of the system is there, whoever asks', () => {
  const { status, stdout, stderr } = probe(['--json']);
  assert.ok(status === 0 || status === 1);
  assert.is(stderr, '');
  const shown = (JSON.parse(stdout) as { blockdevices: Row[] }).blockdevices.map(({ name }) => name);
  const disks = readdirSync('/sys/block').filter((name) => {
    const isEmpty = readFileSync(`/sys/block/${name}/size`, 'utf8').trim() === '0';
    return !isEmpty && !/^(dm-|md|loop|ram|zram)/.test(name);
  });
  for (const name of disks) assert.ok(shown.includes(name), name);
});

onlyRoot('a disk with partitions is what lsblk and blkid make of it', () => {
  withLoop(disk(), true, (loop) => {
    const [row] = rows([loop]);
    assert.equal(common(row!), common(lsblk(loop)));
    assert.is(row!.children.length, 2);
    for (const each of [row!, ...row!.children]) assert.equal(content(each), content(each.path!), each.name);
    assert.is(row!.children[0]!.label, 'r\xf6\xf6t / x');
    assert.equal(rows([`${loop}p1`])[0], row!.children[0], 'a partition that was asked for itself');
    assert.ok(rows([]).some(({ name, children }) => name === basename(loop) && children.length === 2));
  });
});

onlyRoot('a filesystem is where it is mounted', () => {
  const path = image(16 * MiB);
  run(['mke2fs', '-q', '-F', '-t', 'ext4', path]);
  withLoop(path, false, (loop) => {
    const target = run(['mktemp', '-d']).trim();
    run(['mount', '-o', 'ro', loop, target]);
    try {
      assert.equal(common(rows([loop])[0]!), common(lsblk(loop)));
      assert.equal(rows([loop])[0]!.mountpoints, [target]);
    } finally {
      run(['umount', target]);
      run(['rmdir', target]);
    }
  });
});

onlyRoot('partitions of which the kernel shows no devices are read out of their disk', () => {
  withLoop(disk(), false, (loop) => {
    if (existsSync(`/sys/class/block/${basename(loop)}p1`)) return;
    const [row] = rows([loop]);
    assert.equal(
      row!.children.map(({ name, path, fstype, notes }) => [name, path, fstype, notes]),
      [
        [`${basename(loop)}p1`, null, 'ext4', ['the kernel shows no device for it']],
        [`${basename(loop)}p2`, null, null, ['the kernel shows no device for it']],
      ],
    );
  });
});

withNobody('of what a user may not read, the row says so', () => {
  withLoop(disk(), true, (loop) => {
    const { status, stdout } = probe([loop], nobody);
    if (!existsSync('/run/udev/control')) assert.is(status, 1);
    assert.match(stdout, new RegExp(`^${basename(loop)} .*48M$`, 'm'));
    assert.match(stdout, /\n\| {3}it cannot be read: this user may not; root may\n/);
    assert.match(stdout, new RegExp(`^\\|-${basename(loop)}p1 .*32M$`, 'm'));
  });
});

/** Runs `script` as root in a mount namespace of its own, where `/run/udev/data` has these files. */
function withUdev(data: Readonly<Record<string, string>>, script: string): string {
  const writes = Object.entries(data).map(([name, text]) => `printf %s '${text}' >/run/udev/data/${name}`);
  const prepare = ['mkdir -p /run/udev', 'mount -t tmpfs none /run/udev', 'mkdir /run/udev/data', ...writes];
  const child = spawnSync('unshare', ['--mount', 'sh', '-ec', [...prepare, script].join('\n')], { encoding: 'utf8' });
  if (child.stdout === '') throw new Error(child.stderr);
  return child.stdout;
}

withNobody("what udev's database says of such a device is shown, as lsblk shows it", () => {
  withLoop(disk(), true, (loop) => {
    const numbers = (name: string) => `b${readFileSync(`/sys/class/block/${name}/dev`, 'utf8').trim()}`;
    const name = basename(loop);
    // As udev's builtin blkid writes it: systemd's src/udev/udev-builtin-blkid.c.
    const data = {
      [numbers(name)]: 'I:1\nE:ID_PART_TABLE_TYPE=gpt\nE:ID_PART_TABLE_UUID=11111111-2222-3333-4444-555555555555\n',
      [numbers(`${name}p1`)]:
        'S:disk/by-uuid/0f1e\nI:2\nE:ID_FS_TYPE=ext4\nE:ID_FS_VERSION=1.0\nE:ID_FS_USAGE=filesystem\nE:ID_FS_LABEL=r__t_x\nE:ID_FS_LABEL_ENC=r\xf6\xf6t\\x20\\x2f\\x20x\nE:ID_FS_UUID=0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0\nE:ID_FS_UUID_ENC=0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0\nE:ID_PART_ENTRY_SCHEME=gpt\nE:ID_PART_ENTRY_NAME=a\\x20b\nE:ID_PART_ENTRY_UUID=aaaaaaaa-0000-0000-0000-000000000001\nE:ID_PART_ENTRY_TYPE=0fc63daf-8483-4772-8e79-3d69d8477de4\n',
    };
    const asked = (command: string) => withUdev(data, `exec ${nobody.join(' ')} ${command}`);
    const program = new URL('../../../../src/cli.ts', import.meta.url).pathname;
    const { blockdevices } = JSON.parse(asked(`'${process.execPath}' '${program}' probe --json ${loop}`));
    const columns = 'name,fstype,fsver,label,uuid,pttype,ptuuid,parttype,partuuid,partlabel';
    const listed = JSON.parse(asked(`lsblk --json --output ${columns} ${loop}`)).blockdevices[0];
    const [own] = blockdevices as Row[];
    assert.is(own!.children[0]!.label, 'r\xf6\xf6t / x');
    assert.equal(own!.children[0]!.notes, ["what is shown of it is from udev's database"]);
    for (const field of ['fstype', 'fsver', 'label', 'uuid', 'parttype', 'partuuid', 'partlabel'] as const)
      assert.is(own!.children[0]![field], listed.children[0][field], field);
    for (const field of ['pttype', 'ptuuid'] as const) assert.is(own![field], listed[field], field);
  });
});

onlyRoot('a device that is not there, or has nothing, is wrong or nothing', () => {
  withLoop(image(MiB), false, (loop) => {
    const { status, stdout } = probe([loop]);
    assert.is(status, 1);
    assert.match(stdout, /\n {4}nothing that is recognised\n/);
  });
});

test.run();
