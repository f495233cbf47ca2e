// What an entry loads: kernels, initrds, the cmdline, and files that are not there.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readGrub, volume } from './read-grub.ts';

async function only(
  config: string,
  others: Parameters<typeof readGrub>[2] = [],
  files: Parameters<typeof readGrub>[1] = {},
) {
  const { entries } = await readGrub(config, files, others);
  assert.is(entries.length, 1);
  return entries[0]!;
}

test('kernel, initrds in order, cmdline and BOOT_IMAGE', async () => {
  const entry = await only(
    'menuentry x { linux /vmlinuz root=/dev/vda1 ro; initrd /ucode /initrd; devicetree /dtb; }',
    [],
    {
      '/ucode': 'u',
      '/dtb': 'd',
    },
  );
  assert.equal(entry, {
    id: 'x',
    title: 'x',
    submenu: [],
    source: 'grub',
    volume: 'vda1',
    config: '/boot/grub/grub.cfg',
    line: 1,
    kind: 'linux',
    kernel: { volume: 'vda1', path: '/vmlinuz' },
    initrds: [
      { volume: 'vda1', path: '/ucode' },
      { volume: 'vda1', path: '/initrd' },
    ],
    devicetree: { volume: 'vda1', path: '/dtb' },
    cmdline: 'root=/dev/vda1 ro',
    bootImage: '/vmlinuz',
    default: true,
    diagnostics: [],
  });
});

test('arguments are quoted again for the kernel', async () => {
  const entry = await only(String.raw`menuentry x { linux /vmlinuz x="a b" "it's" 'say "hi"' back\\slash ''; }`);
  assert.is(entry.cmdline, String.raw`"x=a b" it\'s "say \"hi\"" back\\slash `);
});

test('a second kernel or initrd command replaces the first', async () => {
  const entry = await only(
    'menuentry x { linux /a a; initrd /initrd; linux /vmlinuz b; initrd /initrd; initrd /i2; }',
    [],
    {
      '/a': 'a',
      '/i2': 'i',
    },
  );
  assert.is(entry.cmdline, 'b');
  assert.equal(entry.initrds, [{ volume: 'vda1', path: '/i2' }]);
});

test('a missing kernel or initrd is told, with its path and volume', async () => {
  const kernel = await only('menuentry x { linux /gone a; initrd /initrd; }');
  assert.equal(kernel.kernel, { volume: 'vda1', path: '/gone' });
  assert.equal(kernel.diagnostics, ['line 1: /gone does not exist on vda1']);
  const initrd = await only('menuentry x { linux /vmlinuz; initrd /gone; }');
  assert.equal(initrd.diagnostics, ['line 1: /gone does not exist on vda1']);
});

test('a configuration can try another kernel when the first is missing', async () => {
  const entry = await only('menuentry x { if linux /gone a; then true; else linux /vmlinuz rescue; fi; }');
  assert.is(entry.cmdline, 'rescue');
});

test('a path that does not begin with a slash is refused', async () => {
  const entry = await only('menuentry x { linux vmlinuz; }');
  assert.match(entry.diagnostics[0]!, 'no absolute path');
});

test('a symbolic link leads on', async () => {
  const entry = await only('menuentry x { linux /link; }', [], { '/link': { link: '/boot/../vmlinuz' } });
  assert.equal(entry.diagnostics, []);
});

test('what baton cannot boot keeps its kind', async () => {
  const { entries } = await readGrub(
    `menuentry a { chainloader /EFI/x.efi; }
menuentry b { set root=(hd0,gpt1); chainloader +1; }
menuentry c { multiboot2 /xen.gz a; module2 /vmlinuz b; module2 --nounzip /initrd; }
menuentry d { multiboot /xen.gz; }
menuentry e { reboot; }
menuentry f { linux16 /vmlinuz; initrd16 /initrd; }
menuentry g { linuxefi /vmlinuz; }
`,
    { '/EFI/x.efi': 'x', '/xen.gz': 'x' },
  );
  assert.equal(
    entries.map(({ kind }) => kind),
    ['efi', 'chainload', 'multiboot2', 'multiboot', 'none', 'linux', 'linux'],
  );
  assert.equal(
    entries[2]!.initrds.map(({ path }) => path),
    ['/vmlinuz', '/initrd'],
  );
  assert.equal(entries[2]!.moduleArguments, ['b', '']);
});

test('a device that is not there is waited for', async () => {
  const entry = await only('menuentry x { linux (hd7,gpt3)/vmlinuz; }');
  assert.equal(entry.kernel, { path: '/vmlinuz', wants: 'hd7,gpt3' });
});

test('search finds by UUID, label and file, whatever the order of options', async () => {
  const second = volume('vdb2', { '/kernel': 'k' }, { uuid: 'ABCD-1234', label: 'my data' });
  for (const search of [
    'search --no-floppy --fs-uuid --set=root abcd-1234',
    'search --no-floppy --fs-uuid --set=root --hint-bios=hd0,gpt1 --hint-efi=hd0,gpt1 --hint=hd0,gpt1 ABCD-1234',
    'search --set=root --label "my data"',
    'search --file --set=root /kernel',
    'search -n -u ABCD-1234 -s root',
    'search --fs-uuid --set ABCD-1234',
    'search.fs_uuid ABCD-1234 root',
    'search.fs_label "my data" root',
    'search.file /kernel root hd0,gpt1',
    'search --hint-unknown=x -u -s root ABCD-1234',
  ]) {
    const entry = await only(`menuentry x { ${search}; linux /kernel; }`, [second]);
    assert.equal([entry.kernel, entry.diagnostics], [{ volume: 'vdb2', path: '/kernel' }, []], search);
  }
});

test('a search that finds nothing leaves root, and what is missing there waits for what was searched', async () => {
  const { entries } = await readGrub(`
menuentry there { search --fs-uuid --set=root DEAD-BEEF; linux /vmlinuz; }
menuentry waits { search --fs-uuid --set=root DEAD-BEEF; linux /other/vmlinuz; initrd ($root)/other/initrd; }
menuentry label { search --label --set=root DATA; linux /other/vmlinuz; }
`);
  assert.equal(entries[0]!.kernel, { volume: 'vda1', path: '/vmlinuz' });
  assert.equal(entries[1]!.kernel, { path: '/other/vmlinuz', wants: 'UUID=DEAD-BEEF' });
  assert.equal(entries[1]!.initrds, [{ path: '/other/initrd', wants: 'UUID=DEAD-BEEF' }]);
  assert.equal(entries[2]!.kernel?.wants, 'LABEL=DATA');
  assert.match(entries[0]!.diagnostics[0]!, 'search found no filesystem with UUID DEAD-BEEF; $root stays hd0,gpt1');
});

const NAMES: readonly [string, Parameters<typeof volume>[2], string][] = [
  ['vda2', {}, 'hd0,gpt2'],
  ['sdb3', {}, 'hd1,3'],
  ['nvme0n1p2', {}, 'hd0,gpt2'],
  ['mmcblk0p1', {}, 'hd0,msdos1'],
  ['vdb', {}, 'hd1'],
  ['sr0', {}, 'cd0'],
  ['mapper/vg-lv', {}, 'lvm/vg-lv'],
  ['md0', {}, 'md/0'],
  ['md/data', {}, 'md/data'],
  ['sdc1', { partuuid: '1234abcd-01' }, 'hd2,msdos1'],
];

for (const [id, identity, name] of NAMES) {
  test(`(${name}) is /dev/${id}`, async () => {
    const { readConfiguration } = await import('../../../../src/dialects/grub/read.ts');
    const device = volume(id, { '/g.cfg': `menuentry x { linux (${name})/k; }`, '/k': 'k' }, identity);
    const { entries } = await readConfiguration('/g.cfg', device, [device], { firmware: 'pc', cpu: 'x86_64' });
    assert.equal(entries[0]!.kernel, { volume: id, path: '/k' });
  });
}

test.run();
