// The menu of systemd-boot: its default, what it adds by itself, and the partitions that it reads.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { systemdBoot } from '../../../../src/dialects/systemd-boot/index.ts';
import { peImage } from '../../pe-image.ts';
import { defaultOf, EFI, idsOf, PC, readEsp, readVolumes, uki, volume } from './read-esp.ts';

const THREE = {
  '/loader/entries/a-1.conf': 'linux /linux\n',
  '/loader/entries/a-2.conf': 'linux /linux\n',
  '/loader/entries/b+3-1.conf': 'linux /linux\n',
};

test('the default is the first entry that the pattern fits, whatever its case', async () => {
  const chosen = async (pattern: string) =>
    defaultOf(await readEsp({ ...THREE, '/loader/loader.conf': `default ${pattern}\n` }));
  assert.is(await chosen('a-*'), 'a-2.conf');
  assert.is(await chosen('A-1.CONF'), 'a-1.conf');
  assert.is(await chosen('b*'), 'b.conf');
  assert.is(await chosen('a-1'), 'b.conf');
  assert.is(await chosen('@saved'), 'b.conf');
  assert.is(defaultOf(await readEsp(THREE)), 'b.conf');
});

test('an entry whose kernel is missing is no default where another has its own', async () => {
  const gone = { ...THREE, '/loader/entries/c.conf': 'linux /gone\n' };
  assert.is(defaultOf(await readEsp(gone)), 'b.conf');
  assert.is(defaultOf(await readEsp({ ...gone, '/loader/loader.conf': 'default c*\n' })), 'b.conf');
  assert.is(defaultOf(await readEsp({ '/loader/entries/c.conf': 'linux /gone\n' })), 'c.conf');
});

test("the settings of loader.conf are the reading's, and its remarks have lines", async () => {
  const conf = 'timeout menu-hidden\neditor no\ndefault @saved\n';
  const reading = await readEsp({ ...THREE, '/loader/loader.conf': conf });
  assert.equal(
    [reading.config, reading.timeout, reading.timeoutStyle, reading.editor],
    ['/loader/loader.conf', 0, 'hidden', false],
  );
  assert.equal(
    reading.diagnostics.map(({ config, line }) => [config, line]),
    [['/loader/loader.conf', 3]],
  );
  assert.is((await readEsp(THREE)).timeout, undefined);
});

const OTHERS = {
  '/EFI/Microsoft/Boot/bootmgfw.efi': 'MZ',
  '/shellx64.efi': 'MZ',
  '/EFI/BOOT/BOOTX64.EFI': peImage([['.text', 'x']]),
};

test('other systems stand behind the entries, as far as they are there', async () => {
  const reading = await readEsp({ ...THREE, ...OTHERS, '/loader/loader.conf': 'default auto-win*\n' }, EFI);
  assert.equal(
    reading.entries.slice(3).map(({ id, kind, source, kernel, hotkey }) => [id, kind, source, kernel?.path, hotkey]),
    [
      ['auto-windows', 'efi', 'systemd-boot', '/EFI/Microsoft/Boot/bootmgfw.efi', 'w'],
      ['auto-efi-shell', 'efi', 'systemd-boot', '/shellx64.efi', 's'],
      ['auto-efi-default', 'efi', 'systemd-boot', '/EFI/BOOT/BOOTX64.EFI', undefined],
      ['auto-reboot-to-firmware-setup', 'firmware-setup', 'systemd-boot', undefined, undefined],
    ],
  );
  assert.is(defaultOf(reading), 'auto-windows');
});

test('nothing is added where systemd-boot is not installed, is told not to, or the firmware has no setup', async () => {
  assert.equal(idsOf(await readEsp({ ...THREE, ...OTHERS }, EFI)).length, 3);
  const off = { ...THREE, ...OTHERS, '/loader/loader.conf': 'auto-entries no\n' };
  assert.equal(idsOf(await readEsp(off, EFI)).slice(3), ['auto-reboot-to-firmware-setup']);
  assert.equal(idsOf(await readEsp(off, PC)).slice(3), []);
  assert.equal(idsOf(await readEsp({ ...off, '/loader/loader.conf': 'auto-firmware no\n' }, EFI)).length, 6);
});

test('systemd-boot itself under its other name is no entry', async () => {
  const self = peImage([['.sdmagic', '#### LoaderInfo: systemd-boot 252 ####']]);
  const reading = await readEsp({ ...THREE, '/loader/loader.conf': '', '/EFI/BOOT/BOOTX64.EFI': self });
  assert.equal(idsOf(reading).length, 3);
});

test('macOS is found on any file system', async () => {
  const esp = volume('vda1', { ...THREE, '/loader/loader.conf': '', '/linux': '' });
  const mac = volume('vdb2', { '/System/Library/CoreServices/boot.efi': '' });
  const entry = (await readVolumes([esp, mac], PC))[0]!.entries.at(-1)!;
  assert.equal(
    [entry.id, entry.kernel],
    ['auto-osx', { volume: 'vdb2', path: '/System/Library/CoreServices/boot.efi' }],
  );
});

const ESP = { '/loader/loader.conf': 'default a*\n', '/EFI/Linux/a.efi': uki([], 'NAME=A\n') };
const BOOT = { '/loader/entries/z.conf': 'linux /linux\n', '/linux': 'kernel' };

test('the entries of the ESP and of the XBOOTLDR partition beside it are one menu', async () => {
  for (const [first, second] of [
    [volume('vda1', ESP), volume('vda3', BOOT)],
    [volume('vda3', BOOT), volume('vda1', ESP)],
  ]) {
    const readings = await readVolumes([first!, second!], PC);
    assert.is(readings.length, 1);
    assert.equal(
      readings[0]!.entries.map(({ id, volume: on, kernel, default: isDefault }) => [id, on, kernel?.volume, isDefault]),
      [
        ['z.conf', 'vda3', 'vda3', false],
        ['a.efi', 'vda1', 'vda1', true],
      ],
    );
  }
});

test('without systemd-boot, what is on one disk is one menu too, and has one default', async () => {
  const volumes = [volume('vda1', { '/EFI/Linux/a.efi': uki() }), volume('vda2', BOOT), volume('vdb', BOOT)];
  const readings = await readVolumes(volumes);
  assert.equal(readings.map(idsOf), [['a.efi', 'z.conf'], ['z.conf']]);
  assert.equal(readings.map(defaultOf), ['a.efi', 'z.conf']);
});

test('partitions of other disks, of other types, and other ESPs have menus of their own', async () => {
  const others = [
    volume('vdb1', BOOT),
    volume('vdb', BOOT),
    volume('nvme0n1p2', BOOT),
    volume('vda3', { ...BOOT, '/grub2/grub.cfg': 'menuentry x { linux /linux; }\n', '/loader/loader.conf': '' }),
    volume('vda2', BOOT, { parttype: '0fc63daf-8483-4772-8e79-3d69d8477de4' }),
    volume('vda4', { ...BOOT, '/EFI/systemd/systemd-bootx64.efi': 'MZ' }),
  ];
  for (const other of others) assert.is((await readVolumes([volume('vda1', ESP), other], PC)).length, 2);
  const typed = volume('vda2', BOOT, { parttype: 'BC13C2FF-59E6-4262-A352-B275FD6F7172' });
  assert.is((await readVolumes([volume('vda1', ESP), typed], PC)).length, 1);
});

test('entry files that a grub.cfg shows with blscfg are left to it, and images are not', async () => {
  const grub = { '/grub2/grub.cfg': 'set x=y\n  blscfg\n' };
  assert.equal(await readVolumes([volume('vda1', { ...BOOT, ...grub })]), []);
  assert.is((await readVolumes([volume('vda1', { ...BOOT, '/grub2/grub.cfg': '# blscfg\n' })])).length, 1);
  const both = await readVolumes([volume('vda1', { ...BOOT, ...grub, '/EFI/Linux/a.efi': uki() })]);
  assert.equal(both.map(idsOf), [['a.efi']]);
  const installed = await readVolumes([volume('vda1', { ...BOOT, ...grub, '/loader/loader.conf': '' })], PC);
  assert.equal(installed.map(idsOf), [['z.conf']]);
});

test('a volume without entries and without loader.conf is not looked at further', async () => {
  assert.equal(
    await readVolumes([volume('vda1', { '/loader/entries.srel': 'type1\n', '/EFI/BOOT/BOOTX64.EFI': 'MZ' })]),
    [],
  );
});

test('a file that cannot be read costs its own entry', async () => {
  const esp = volume('vda1', { ...THREE, '/linux': '' });
  const read = esp.read.bind(esp);
  esp.read = async (path, limit) => {
    if (path.includes('a-1')) throw new Error('EIO: i/o error');
    return read(path, limit);
  };
  const [reading] = await readVolumes([esp]);
  assert.equal(idsOf(reading!), ['b.conf', 'a-2.conf']);
  assert.match(reading!.diagnostics[0]!.message, 'a-1.conf could not be read: EIO');
});

test('a medium that fails costs the others nothing', async () => {
  const failing = volume('vda9', {});
  failing.stat =
    failing.list =
    failing.read =
      async () => {
        throw new Error('EIO: i/o error');
      };
  for (const files of [{ ...ESP }, { '/EFI/Linux/a.efi': uki() }]) {
    const esp = volume('vda1', files);
    const [path] = await systemdBoot.find(esp);
    const reading = await systemdBoot.read(path!, esp, [failing, esp], PC);
    assert.equal([reading?.entries.length, reading?.diagnostics], [1, []]);
  }
});

test.run();
