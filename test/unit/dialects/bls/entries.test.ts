// Entry files of type 1: what each key does.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { entryOf, readEsp, uki } from '../systemd-boot/read-esp.ts';

const at = (path: string) => ({ volume: 'vda1', path });

test('an entry has everything that its keys say', async () => {
  const entry = await entryOf(
    `# a comment
title        Fedora 19 (Rawhide)
sort-key     fedora
machine-id   6a9857a393724b7a981ebb5b8495b9ea
version      3.8.0-2.fc19.x86_64
options      root=UUID=6d3376e4-fc93-4509-95ec-a21d68011da2 quiet
architecture x64
linux        /linux
initrd       /ucode
initrd       /initrd
devicetree   /a.dtb
devicetree-overlay /b.dtbo /c.dtbo
`,
    { '/ucode': '', '/a.dtb': '', '/b.dtbo': '', '/c.dtbo': '' },
  );
  assert.equal(entry, {
    id: 'a.conf',
    title: 'Fedora 19 (Rawhide)',
    submenu: [],
    source: 'bls',
    volume: 'vda1',
    config: '/loader/entries/a.conf',
    line: 1,
    kind: 'linux',
    kernel: at('/linux'),
    initrds: [at('/ucode'), at('/initrd')],
    devicetree: at('/a.dtb'),
    overlays: [at('/b.dtbo'), at('/c.dtbo')],
    cmdline: 'root=UUID=6d3376e4-fc93-4509-95ec-a21d68011da2 quiet',
    default: true,
    diagnostics: [],
  });
});

test('options add up, the last of other keys counts, and tabs, quotes and carriage returns are no part of values', async () => {
  const entry = await entryOf(
    'title\tfirst\r\n\r\n \t title "the  last" \t\r\nlinux\t\tlinux\r\noptions a  b\r\noptions "c"\r\n',
  );
  assert.equal([entry.title, entry.kernel, entry.cmdline], ['the  last', at('/linux'), 'a  b c']);
});

test('unknown keys, keys without a value, and those of GRUB are passed over', async () => {
  const entry = await entryOf(
    'linux /linux\ntitle\ngrub_users $grub_users\ngrub_arg --unrestricted\ngrub_class kernel\nid x\n',
  );
  assert.equal([entry.title, entry.cmdline, entry.diagnostics], ['a.conf', '', []]);
});

test('paths are relative to the root of the file system, with / or \\ between names', async () => {
  const entry = await entryOf('linux linux\ninitrd \\initrd\n');
  assert.equal([entry.kernel, entry.initrds], [at('/linux'), [at('/initrd')]]);
});

test('where /boot is a directory of the root file system, paths can be meant from there', async () => {
  const reading = await readEsp({
    '/boot/loader/entries/a.conf': 'linux /vmlinuz\ninitrd /boot/initrd.img\n',
    '/boot/vmlinuz': '',
    '/boot/initrd.img': '',
  });
  assert.is(reading.config, '/boot/loader/entries');
  const [entry] = reading.entries;
  assert.equal([entry?.kernel, entry?.initrds], [at('/boot/vmlinuz'), [at('/boot/initrd.img')]]);
});

test('a file that is missing is told, and the entry stays', async () => {
  const entry = await entryOf('linux /gone\ninitrd /gone.img\n');
  assert.equal([entry.kernel, entry.initrds], [at('/gone'), [at('/gone.img')]]);
  assert.equal(entry.diagnostics, ['/gone does not exist on vda1.', '/gone.img does not exist on vda1.']);
});

test('entries for another processor, and files that name nothing or two things to boot, are none', async () => {
  const { entries, diagnostics } = await readEsp({
    '/loader/entries/a.conf': 'linux /linux\narchitecture aa64\n',
    '/loader/entries/b.conf': 'title b\n',
    '/loader/entries/c.conf': 'linux /linux\nefi /x.efi\n',
    '/loader/entries/d.conf': 'linux /linux\narchitecture X64\n',
  });
  assert.equal(
    entries.map(({ id }) => id),
    ['d.conf'],
  );
  assert.equal(
    diagnostics.map(({ config, message }) => [config, message]),
    [
      ['/loader/entries/a.conf', 'a.conf is for the architecture aa64, and this machine is x64'],
      ['/loader/entries/b.conf', 'b.conf names nothing to boot: it has none of the keys linux, efi and uki'],
      ['/loader/entries/c.conf', 'c.conf has both of the keys linux and efi, so what it boots is not known'],
    ],
  );
});

test('hidden files, those of other names and those named as automatic entries are no entries', async () => {
  const file = 'linux /linux\n';
  const { entries } = await readEsp({
    '/loader/entries/.a.conf': file,
    '/loader/entries/readme.txt': file,
    '/loader/entries/auto-x.conf': file,
    '/loader/entries/B.CONF': file,
    '/loader/entries/dir.conf/x': file,
  });
  assert.equal(
    entries.map(({ id }) => id),
    ['b.conf'],
  );
});

test('an EFI program is kept as one', async () => {
  const entry = await entryOf('title Shell\nefi /shell.efi\noptions -nointerrupt\n', { '/shell.efi': 'MZ' });
  assert.equal([entry.kind, entry.kernel, entry.cmdline], ['efi', at('/shell.efi'), '-nointerrupt']);
});

test('a unified kernel image is one whichever key names it, and options take the place of its cmdline', async () => {
  const files = { '/k.efi': uki([['.cmdline', 'embedded']]) };
  for (const key of ['efi', 'uki', 'linux']) {
    const entry = await entryOf(`${key} /k.efi\n`, files);
    assert.equal([entry.kind, entry.source, entry.kernel, entry.cmdline], ['uki', 'bls', at('/k.efi'), 'embedded']);
    assert.is((await entryOf(`${key} /k.efi\noptions own\n`, files)).cmdline, 'own');
  }
});

test('the profile of a unified kernel image can be named', async () => {
  const files = {
    '/k.efi': uki([
      ['.profile', 'ID=a'],
      ['.profile', 'ID=b'],
      ['.cmdline', 'second'],
    ]),
  };
  const entry = await entryOf('uki /k.efi\nprofile 1\n', files);
  assert.equal([entry.profile, entry.cmdline], [1, 'second']);
  assert.is((await entryOf('uki /k.efi\nprofile 7\n', files)).profile, undefined);
});

test('an image on the network is kept with its address', async () => {
  const entry = await entryOf('uki-url http://example.com/k.efi\noptions a\n');
  assert.equal([entry.kind, entry.kernel?.url, entry.cmdline], ['uki', 'http://example.com/k.efi', 'a']);
});

test('variables of GRUB come from its environment block, and stay where there is none', async () => {
  const text = 'linux /linux\ninitrd /initrd $tuned_initrd\noptions $kernelopts $tuned_params quiet\n';
  const block = { '/grub2/grubenv': '# GRUB Environment Block\nkernelopts=root=/dev/vda2 ro\n####' };
  const entry = await entryOf(text, block);
  assert.equal([entry.cmdline, entry.initrds], ['root=/dev/vda2 ro quiet', [at('/initrd')]]);
  assert.is((await entryOf(text)).cmdline, '$kernelopts $tuned_params quiet');
  assert.is((await entryOf(text, { ...block, '/loader/loader.conf': '' })).cmdline, '$kernelopts $tuned_params quiet');
});

test('resources that only the stub of systemd passes on are named', async () => {
  assert.match((await entryOf('linux /linux\nextra /a.cred\n')).diagnostics[0]!, '/a.cred');
});

test('a file that is too large is no entry, and too many files are read up to a bound', async () => {
  const large = await readEsp({
    '/loader/entries/a.conf': `linux /linux\n${'#'.repeat(70_000)}`,
    '/loader/entries/b.conf': 'linux /linux\n',
  });
  assert.equal([large.entries.length, large.diagnostics.length], [1, 1]);
  const many = Array.from({ length: 6_000 }, (_, index) => [`/loader/entries/${index}.conf`, 'linux /linux\n']);
  const { entries, diagnostics } = await readEsp(Object.fromEntries(many));
  assert.ok(entries.length >= 5_000 && entries.length < 5_100);
  assert.match(diagnostics[0]!.message, 'more entries than any boot menu needs');
});

test.run();
