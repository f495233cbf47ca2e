import { readFileSync } from 'node:fs';
import { fromBytes, type Partition, probe, typeName } from 'blkid-parse';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { altered, blkid, image, partition, probed, run, tagged } from './images.ts';

const MiB = 2 ** 20;
const test = suite('partitions');

const gptScript = `label: gpt
label-id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
size=4MiB, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, uuid=11111111-2222-3333-4444-555555555555, name="EFI System", attrs=LegacyBIOSBootable
size=8MiB, type=BC13C2FF-59E6-4262-A352-B275FD6F7172, name="boot größe ☃", attrs="RequiredPartition GUID:60,63"
start=20MiB, type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709, uuid=99999999-8888-7777-6666-555555555555
`;

function gpt(): string {
  const disk = image(64 * MiB);
  partition(disk, gptScript);
  return disk;
}

interface Listed {
  readonly node: string;
  readonly start: number;
  readonly size: number;
  readonly type: string;
  readonly uuid?: string;
  readonly name?: string;
  readonly attrs?: string;
  readonly bootable?: boolean;
}

/** The partitions as sfdisk lists them, in this package's fields. */
function sfdisk(disk: string): Partial<Partition>[] {
  const { partitiontable } = JSON.parse(run(['sfdisk', '--json', disk])) as {
    partitiontable: { label: string; sectorsize: number; partitions: Listed[] };
  };
  const isGpt = partitiontable.label === 'gpt';
  return partitiontable.partitions.map(({ node, start, size, type, uuid, name }) => ({
    number: Number(node.slice(disk.length).replace(/^p/, '')),
    start: start * partitiontable.sectorsize,
    size: size * partitiontable.sectorsize,
    ...(isGpt
      ? { typeGuid: type.toLowerCase(), partuuid: uuid!.toLowerCase() }
      : { typeByte: Number.parseInt(type, 16) }),
    ...(name === undefined ? {} : { partlabel: name }),
  }));
}

function placed(partitions: readonly Partition[] = []): Partial<Partition>[] {
  return partitions.map(({ typeName: _name, flags: _flags, ...rest }) =>
    Object.fromEntries(
      Object.entries(rest).filter(([key, value]) => value !== undefined && !(key === 'partuuid' && 'typeByte' in rest)),
    ),
  );
}

test('GPT: places, names, types and UUIDs are sfdisk’s, and the table is blkid’s', async () => {
  const disk = gpt();
  const result = await probed(disk);
  assert.equal(placed(result.partitions), sfdisk(disk));
  assert.equal(await tagged(disk), blkid(disk));
  assert.is(result.copy, 'primary');
  assert.equal(
    result.partitions?.map(({ typeName: name }) => name),
    ['esp', 'xbootldr', 'root-x86-64'],
  );
  assert.equal(
    result.partitions?.map(({ flags }) => flags),
    ['0x4', '0x9000000000000001', undefined],
  );
});

test('GPT: the copy at the end is used where the first one is broken, in its header or its entries', async () => {
  const disk = gpt();
  const whole = await probed(disk);
  for (const offset of [512 + 60, 1024 + 130, 512 + 8]) {
    const damaged = altered(disk, [offset, '\x99']);
    const result = await probed(damaged);
    assert.is(result.copy, 'backup');
    assert.equal(result.partitions, whole.partitions);
    assert.equal(await tagged(damaged), blkid(damaged));
  }
});

test('GPT: with both copies broken there is a protective MBR and no partition', async () => {
  const disk = altered(gpt(), [512 + 60, '\x99'], [64 * MiB - 512 + 60, '\x99']);
  assert.equal(await tagged(disk), blkid(disk));
  assert.equal(await probed(disk), { table: 'PMBR', partitions: [] });
});

test('GPT: without its protective MBR it is not looked for', async () => {
  const disk = altered(gpt(), [510, '\0\0']);
  assert.equal(await probed(disk), {});
  assert.equal(blkid(disk), {});
});

test('GPT: entries outside the usable area are passed over, and the next ones keep their numbers', async () => {
  const disk = image(64 * MiB);
  partition(disk, 'label: gpt\nsize=4MiB\nsize=4MiB\nsize=4MiB\n');
  run(['sfdisk', '--quiet', '--no-reread', '--no-tell-kernel', '--delete', disk, '2']);
  assert.equal(
    (await probed(disk)).partitions?.map(({ number }) => number),
    [1, 3],
  );
});

test('GPT on sectors of 4 KiB is read with and without being told so', async () => {
  const disk = image(64 * MiB);
  run(['fdisk', '--sector-size', '4096', disk], 'g\nn\n1\n256\n+4M\nn\n2\n\n+8M\nw\n');
  const listed = run(['fdisk', '--sector-size', '4096', '--output', 'Start,Sectors', '--list', disk]);
  const expected = [...listed.matchAll(/^\s*(\d+)\s+(\d+)$/gm)].map(([, start, size]) => [
    +start! * 4096,
    +size! * 4096,
  ]);
  assert.is(expected.length, 2);
  const bytes = new Uint8Array(readFileSync(disk));
  for (const source of [fromBytes(bytes), { ...fromBytes(bytes), sectorSize: 4096 }]) {
    const result = await probe(source);
    assert.equal(
      result.partitions?.map(({ start, size }) => [start, size]),
      expected,
    );
  }
  assert.is((await probe({ ...fromBytes(bytes), sectorSize: 512 })).table, 'PMBR');
});

test('a hybrid MBR gives way to the GPT beside it', async () => {
  const disk = gpt();
  const entry = Buffer.from('80000000ef000000' + '00080000' + '00200000', 'hex');
  const result = await probed(altered(disk, [462, entry]));
  assert.is(result.table, 'gpt');
  assert.is(result.hybrid, true);
  assert.equal(result.partitions, (await probed(disk)).partitions);
});

const dosScript = `label: dos
label-id: 0x1a2b3c4d
start=2048, size=8192, type=83, bootable
size=4096, type=ef
size=20MiB, type=f
size=4MiB, type=82
size=2MiB, type=83
size=3MiB, type=8e
size=1MiB, type=7
`;

function dos(): string {
  const disk = image(64 * MiB);
  partition(disk, dosScript);
  return disk;
}

test('MBR: primary, extended and logical partitions are sfdisk’s, and the table is blkid’s', async () => {
  const disk = dos();
  const result = await probed(disk);
  assert.equal(placed(result.partitions), sfdisk(disk));
  assert.equal(await tagged(disk), blkid(disk));
  assert.equal(
    result.partitions?.map(({ number }) => number),
    [1, 2, 3, 4, 5, 6, 7],
  );
  assert.equal(result.partitions?.map(({ partuuid }) => partuuid).slice(3, 5), ['1a2b3c4d-04', '1a2b3c4d-05']);
  assert.equal(
    result.partitions?.map(({ typeName: name }) => name),
    ['linux-generic', 'esp', 'extended', 'swap', 'linux-generic', 'lvm', 'ntfs'],
  );
  assert.equal(result.partitions?.map(({ flags }) => flags).slice(0, 2), ['0x80', undefined]);
});

test('MBR: a chain of extended boot records that leads back to itself ends', async () => {
  const disk = dos();
  const bytes = readFileSync(disk);
  const { partitions } = await probed(disk);
  const extended = partitions!.find(({ number }) => number === 3)!.start;
  const second = extended + bytes.readUInt32LE(extended + 462 + 8) * 512;
  const looped = altered(disk, [second + 462 + 8, bytes.subarray(extended + 462 + 8, extended + 462 + 12)]);
  assert.equal(
    (await probed(looped)).partitions?.map(({ number }) => number),
    [1, 2, 3, 4, 5, 6],
  );
});

test('MBR: an active flag other than 0x80 is boot code, not a table', async () => {
  const disk = altered(dos(), [446, '\x01']);
  assert.equal(await tagged(disk), blkid(disk));
  assert.is((await probed(disk)).table, undefined);
});

test('a disk with a table and a filesystem over all of it has both', async () => {
  const disk = dos();
  run(['mke2fs', '-q', '-F', '-t', 'ext4', disk]);
  // mke2fs wipes the first sector, and here its table comes back.
  const both = altered(disk, [440, readFileSync(dos()).subarray(440, 512)]);
  assert.equal(await tagged(both), blkid(both));
  assert.is((await probed(both)).type, 'ext4');
  assert.is((await probed(both)).table, 'dos');
});

test('the names of partition types are those of sfdisk’s list, abbreviated as systemd does', () => {
  const listed = [
    ...run(['sfdisk', '--label', 'gpt', '--list-types']).matchAll(
      /^([0-9A-F-]{36})\s+Linux (root|\/usr)( verity( sign\.)?)? \((.*)\)$/gm,
    ),
  ];
  assert.ok(listed.length > 50);
  const letters = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const abbreviated: Record<string, string> = { hppaparisc: 'parisc', mips32le: 'mipsle' };
  for (const [, guid, role, verity = '', sign = '', processor] of listed) {
    const name = typeName(guid!.toLowerCase()) ?? '';
    const suffix = (verity && '-verity') + (sign && '-sig');
    assert.ok(name.startsWith(`${role!.replace('/', '')}-`) && name.endsWith(suffix), `${guid} is ${name}`);
    const expected = abbreviated[letters(processor!)] ?? letters(processor!);
    assert.is(letters(name.slice(role!.replace('/', '').length, name.length - suffix.length)), expected);
  }
});

test.run();
