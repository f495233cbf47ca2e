import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readAll } from '../../../../src/dialects/read-all.ts';
import type { Subvolume, Volume } from '../../../../src/entry/volume.ts';
import { btrfs } from '../../btrfs.ts';
import { type Content, MemoryVolume } from '../../memory-volume.ts';

const noon = { snapshot: { created: Date.UTC(2024, 4, 1, 12) / 1000, of: '/@' } };
const grub = `
  menuentry Debian {
    search --fs-uuid --set=root b7f5
    linux /@/boot/vmlinuz-6.1 root=UUID=b7f5 ro rootflags=subvol=@ quiet
    initrd /@/boot/initrd.img-6.1
  }\n`;
const system = {
  '/@/boot/grub/grub.cfg': grub,
  '/@/boot/vmlinuz-6.1': 'kernel',
  '/@/boot/initrd.img-6.1': 'initrd',
};

const at = (path: string, ...names: string[]) => Object.fromEntries(names.map((name) => [path + name, '']));

async function snapshotsOf(
  files: Readonly<Record<string, Content>>,
  snapshots: Readonly<Record<string, Partial<Subvolume>>>,
  others: readonly Volume[] = [],
) {
  const readings = await readAll([...others, ...btrfs(files, { '/@': {}, ...snapshots })]);
  return readings.flatMap(({ entries }) => entries).filter(({ submenu }) => submenu[0]?.startsWith('Snapshots'));
}

const twelve = '/@/.snapshots/12/snapshot';

test("a snapshot of snapper's is an entry in a submenu, with the files in it and the cmdline of the default entry", async () => {
  const info = `<?xml version="1.0"?>\n<snapshot>\n  <type>single</type>\n  <num>12</num>\n  <date>2024-05-01 12:34:56</date>
  <description>before the upgrade of &lt;a&gt; &amp; b</description>\n</snapshot>\n`;
  const files = {
    ...system,
    '/@/.snapshots/12/info.xml': info,
    ...at(twelve, '/boot/vmlinuz-6.1', '/boot/initrd.img-6.1'),
  };
  const [entry, ...more] = await snapshotsOf(files, { [twelve]: noon });
  assert.equal(more, []);
  const { id, title, submenu, source, kernel, initrds, cmdline, bootImage, default: isDefault } = entry!;
  assert.equal(
    { id, title, submenu, source, kernel, initrds, cmdline, bootImage, isDefault },
    {
      id: twelve,
      title: '2024-05-01 12:34, before the upgrade of <a> & b (snapper 12)',
      submenu: ['Snapshots'],
      source: 'grub',
      kernel: { volume: `vda2:${twelve}`, path: '/boot/vmlinuz-6.1' },
      initrds: [{ volume: `vda2:${twelve}`, path: '/boot/initrd.img-6.1' }],
      cmdline: 'root=UUID=b7f5 ro rootflags=subvol=@/.snapshots/12/snapshot quiet',
      bootImage: `${twelve}/boot/vmlinuz-6.1`,
      isDefault: false,
    },
  );
});

test('of the kernels in a snapshot, that of the same name as today boots it', async () => {
  const names = ['6.1', '6.9'].flatMap((version) => [`/boot/vmlinuz-${version}`, `/boot/initrd.img-${version}`]);
  const [entry] = await snapshotsOf({ ...system, ...at(twelve, ...names) }, { [twelve]: noon });
  assert.is(entry!.kernel!.path, '/boot/vmlinuz-6.1');
});

test('a snapshot with an older kernel boots that', async () => {
  const files = { ...system, ...at(twelve, '/boot/vmlinuz-5.10', '/boot/initrd.img-5.10') };
  const [entry] = await snapshotsOf(files, { [twelve]: noon });
  assert.is(entry!.kernel!.path, '/boot/vmlinuz-5.10');
  assert.is(entry!.title, '2024-05-01 12:00 (snapper 12)');
});

test("Timeshift's snapshots have its comments, and others their path", async () => {
  const [timeshift, plain] = ['/timeshift-btrfs/snapshots/2024-05-02_08-15-00/@', '/@old'];
  const files = {
    ...system,
    '/timeshift-btrfs/snapshots/2024-05-02_08-15-00/info.json': '{"comments": "Weekly", "tags": "weekly"}',
    ...at(timeshift, '/boot/vmlinuz-6.1', '/boot/initrd.img-6.1'),
    ...at(plain, '/boot/vmlinuz-6.1', '/boot/initrd.img-6.1'),
  };
  const entries = await snapshotsOf(files, { [timeshift]: noon, [plain]: noon });
  assert.equal(
    entries.map(({ title }) => title),
    ['2024-05-02 08:15, Weekly (Timeshift)', '2024-05-01 12:00, @old'],
  );
});

test('broken descriptions of a snapshot cost it its description and nothing more', async () => {
  const timeshift = '/timeshift-btrfs/snapshots/once/@';
  for (const info of ['{', '[]', 'null', '{"comments": 1}']) {
    const inside = at(timeshift, '/boot/vmlinuz-6.1', '/boot/initrd.img-6.1');
    const files = { ...system, '/timeshift-btrfs/snapshots/once/info.json': info, ...inside };
    const [entry] = await snapshotsOf(files, { [timeshift]: noon });
    assert.is(entry!.title, '2024-05-01 12:00 (Timeshift)');
  }
  for (const info of ['<date>', '<date>x</date><description></description>', '\u0000'.repeat(70_000)]) {
    const files = {
      ...system,
      '/@/.snapshots/12/info.xml': info,
      ...at(twelve, '/boot/vmlinuz-6.1', '/boot/initrd.img-6.1'),
    };
    const [entry] = await snapshotsOf(files, { [twelve]: noon });
    assert.is(entry!.title, '2024-05-01 12:00 (snapper 12)');
  }
});

const boot = new MemoryVolume(
  { id: 'vda1', uuid: 'e4f5', device: '/dev/vda1' },
  {
    '/grub2/grub.cfg': `menuentry Fedora {
      search --fs-uuid --set=root e4f5
      linux /vmlinuz-6.9 root=UUID=b7f5 ro rootflags=subvol=@
      initrd /initramfs-6.9.img
    }\n`,
    ...at('', '/vmlinuz-6.9', '/initramfs-6.9.img', '/vmlinuz-6.8', '/initramfs-6.8.img'),
  },
);

test('where /boot is another filesystem, a kernel there boots the snapshot that has its modules', async () => {
  const [newer, older, ancient] = [13, 12, 11].map((number) => `/@/.snapshots/${number}/snapshot`) as [
    string,
    string,
    string,
  ];
  const files = {
    ...at(newer, '/usr/lib/modules/6.9/modules.dep', '/usr/lib/modules/6.8/modules.dep'),
    ...at(older, '/lib/modules/6.8/modules.dep'),
    ...at(ancient, '/lib/modules/5.4/modules.dep'),
  };
  const entries = await snapshotsOf(files, { [newer]: noon, [older]: noon, [ancient]: noon }, [boot]);
  assert.equal(
    entries.map(({ id, kernel, initrds }) => [id, kernel, initrds]),
    [
      [newer, { volume: 'vda1', path: '/vmlinuz-6.9' }, [{ volume: 'vda1', path: '/initramfs-6.9.img' }]],
      [older, { volume: 'vda1', path: '/vmlinuz-6.8' }, [{ volume: 'vda1', path: '/initramfs-6.8.img' }]],
    ],
  );
});

test('a snapshot that nothing can boot is told of', async () => {
  const volumes = btrfs({ ...system, ...at(twelve, '/etc/os-release') }, { '/@': {}, [twelve]: noon });
  const readings = await readAll(volumes);
  assert.equal(
    readings.flatMap(({ diagnostics }) => diagnostics.map(({ message }) => message)),
    ['1 of 1 snapshots have neither a kernel nor the modules of one that is there'],
  );
  const [, ...parts] = volumes;
  const alone = await readAll([new MemoryVolume(volumes[0]!.identity, {}), ...parts.slice(1)]);
  assert.match(alone[0]!.diagnostics[0]!.message, 'a snapshot is not on the menu, because no entry boots a system');
});

test('a snapshot that a configuration lists itself is not listed again', async () => {
  const config = `${grub}submenu 'Snapshots of grub-btrfs' {
    menuentry one {
      search --fs-uuid --set=root b7f5
      linux ${twelve}/boot/vmlinuz-6.1 root=UUID=b7f5 rootflags=subvol=@/.snapshots/12/snapshot
    }
  }\n`;
  const files = {
    ...system,
    '/@/boot/grub/grub.cfg': config,
    ...at(twelve, '/boot/vmlinuz-6.1', '/boot/initrd.img-6.1'),
  };
  const entries = await snapshotsOf(files, { [twelve]: noon });
  assert.equal(
    entries.map(({ submenu }) => submenu[0]),
    ['Snapshots of grub-btrfs'],
  );
});

test('configurations in a snapshot are not read', async () => {
  const files = { ...system, [`${twelve}/boot/grub/grub.cfg`]: 'menuentry old { linux /vmlinuz; }\n' };
  const readings = await readAll(btrfs(files, { '/@': {}, [twelve]: noon }));
  assert.equal(
    readings.flatMap(({ entries }) => entries.map(({ title }) => title)),
    ['Debian'],
  );
});

test('the snapshots of two systems on one filesystem are those of their own entries', async () => {
  const arch = `menuentry Arch {
    search --fs-uuid --set=root b7f5
    linux /@arch/boot/vmlinuz-linux root=UUID=b7f5 rw rootflags=subvol=@arch
  }\n`;
  const [one, two] = ['/snapshots/debian', '/snapshots/arch'];
  const files = {
    ...system,
    '/@arch/boot/grub/grub.cfg': arch,
    '/@arch/boot/vmlinuz-linux': '',
    ...at(one, '/boot/vmlinuz-6.1', '/boot/initrd.img-6.1'),
    ...at(two, '/boot/vmlinuz-linux'),
  };
  const of = (path: string) => ({ snapshot: { created: 0, of: path } });
  const volumes = btrfs(files, { '/@': {}, '/@arch': {}, [one]: of('/@'), [two]: of('/@arch') });
  const entries = (await readAll(volumes)).flatMap((reading) => reading.entries);
  assert.equal(
    entries.slice(2).map(({ submenu, cmdline }) => [submenu[0], cmdline]),
    [
      ['Snapshots of Debian', 'root=UUID=b7f5 ro rootflags=subvol=snapshots/debian quiet'],
      ['Snapshots of Arch', 'root=UUID=b7f5 ro rootflags=subvol=snapshots/arch'],
    ],
  );
});

test.run();
