import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Disks } from '../../src/disks/disks.ts';
import { type Lock, Locks, noWishes } from '../../src/disks/locks.ts';
import type { Entry } from '../../src/entry/entry.ts';
import { withKeys } from '../../src/handover.ts';
import { Journal } from '../../src/journal.ts';
import { entry } from './entries.ts';
import { MemoryVolume } from './memory-volume.ts';

const uuid = 'ba700000-0000-4000-8000-000000000006';

/** What the volume on dm-0 lies on: every device lies on itself, so that no sysfs is needed here. */
async function disksWith(crypttab: string): Promise<Disks> {
  const journal = new Journal();
  const locks = new Locks({ ...noWishes, handover: true }, journal, () => {});
  const lock = (name: string, id: string, partlabel: string): Lock => ({
    device: { name, node: `/dev/${name}`, major: 253, minor: 0, size: 1, sectorSize: 512, removable: false },
    what: 'LUKS2',
    identity: { id: name, uuid: id, partlabel, device: `/dev/${name}` },
    detached: false,
    open: async () => true,
  });
  for (const one of [lock('dm-0', uuid, 'system'), lock('dm-1', '1234', 'data')]) {
    locks.add(one);
    await locks.open(one, Buffer.from(`key of ${one.device.name}`));
  }
  const system = { id: 'dm-0', device: '/dev/dm-0', uuid: 'aaaa' };
  const volumes = [
    new MemoryVolume(system, crypttab === '' ? {} : { '/etc/crypttab': crypttab }),
    new MemoryVolume({ id: 'dm-1', device: '/dev/dm-1', uuid: 'bbbb' }, {}),
    // A system of somebody else, who knows of the disk.
    new MemoryVolume({ id: 'vda1', device: '/dev/vda1', uuid: 'cccc' }, { '/etc/crypttab': `a UUID=${uuid}` }),
  ];
  return { journal, locks, volumes } as unknown as Disks;
}

/** An entry with a kernel on `volume`. */
const entryOn = (volume: string, cmdline: string): Entry =>
  entry('System', { cmdline, kernel: { volume, path: '/vmlinuz' } });

/** The crypttab that is handed on, and the names of all files. */
async function handedOn(booted: Entry, crypttab = ''): Promise<{ crypttab: string; files: string[] }> {
  return withKeys(booted, await disksWith(crypttab), async (archives) => {
    const text = Buffer.concat(archives).toString('latin1');
    const files = [...text.matchAll(/\0((?:etc|cryptroot)\/[^\0]+)\0/g)].map((match) => match[1]!);
    return { crypttab: /etc\/crypttab\0+([^\0]*)/.exec(text)?.[1] ?? '', files };
  });
}

const keyFile = (name: string) => `/etc/cryptsetup-keys.d/${name}.key`;

test('the system on the device gets the key, by the name that dracut and systemd make up', async () => {
  const { crypttab } = await handedOn(entryOn('dm-0', 'root=UUID=aaaa ro'));
  assert.is(crypttab, `luks-${uuid} UUID=${uuid} ${keyFile(`luks-${uuid}`)} luks\n`);
});

test('its own crypttab says the name and the options, and which other devices are its own', async () => {
  const own = `root_crypt /dev/disk/by-partlabel/system none luks,discard
data PARTLABEL=data none luks
swap_crypt UUID=5678 none luks,swap,initramfs
later UUID=9abc none luks
`;
  const { crypttab } = await handedOn(entryOn('vda1', 'root=/dev/mapper/root_crypt'), own);
  assert.is(
    crypttab,
    `root_crypt UUID=${uuid} ${keyFile('root_crypt')} luks,discard
data UUID=1234 ${keyFile('data')} luks
swap_crypt UUID=5678 none luks,swap,initramfs
`,
  );
});

test('without a crypttab, rd.luks.name says the name', async () => {
  const { crypttab } = await handedOn(entryOn('dm-0', `root=/dev/mapper/top rd.luks.name=${uuid}=top`));
  assert.is(crypttab, `top UUID=${uuid} ${keyFile('top')} luks\n`);
});

test('a system that lies elsewhere gets nothing', async () => {
  assert.equal(await handedOn(entryOn('vda1', 'root=UUID=cccc')), { crypttab: '', files: [] });
});

test('the archive is wiped when it has been used, and when that fails', async () => {
  const seen: Uint8Array[] = [];
  const use = async (archives: readonly Uint8Array[]): Promise<void> => {
    seen.push(...archives);
    assert.ok(Buffer.from(archives[0]!).includes('key of dm-0'));
    if (seen.length > 1) throw new Error('it does not load');
  };
  const disks = await disksWith('');
  const booted = entryOn('dm-0', 'root=UUID=aaaa');
  await withKeys(booted, disks, use);
  await withKeys(booted, disks, use).catch(() => {});
  assert.is(seen.length, 2);
  for (const archive of seen) assert.ok(archive.every((byte) => byte === 0));
});

test.run();
