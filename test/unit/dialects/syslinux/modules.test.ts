// Programs for SYSLINUX that start a kernel, or choose a label.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { summary } from '../summary.ts';
import { PC, readSyslinux } from './read-syslinux.ts';

test('mboot.c32 starts a multiboot kernel with the modules between ---', async () => {
  const config = 'LABEL xen\nKERNEL mboot.c32\nAPPEND /xen.gz console=none --- /vmlinuz ro --- /initrd\n';
  const reading = await readSyslinux(config);
  assert.equal(summary(reading), ['xen: vda1:/xen.gz + vda1:/vmlinuz + vda1:/initrd | console=none']);
  assert.is(reading.entries[0]!.kind, 'multiboot');
  assert.equal(reading.entries[0]!.moduleArguments, ['ro', '']);
});

test('linux.c32 starts a kernel with the last initrd= and every initrd+=', async () => {
  const config = 'LABEL x\nCOM32 linux\nAPPEND -dhcpinfo /k initrd=/a a  b initrd=/b,/c initrd+=/d\n';
  assert.equal(summary(await readSyslinux(config)), [
    'x: vda1:/k + vda1:/b + vda1:/c + vda1:/d | initrd=/a a b initrd=/b,/c initrd+=/d',
  ]);
});

test('ifcpu64.c32 starts the label for this processor', async () => {
  const config = `DEFAULT which
LABEL which
COM32 ifcpu64.c32
APPEND amd64 -- i386
LABEL amd64
LINUX /amd64
LABEL i386
LINUX /i386
`;
  const starts = async (cpu: 'x86_64' | 'i386') => summary(await readSyslinux(config, {}, {}, { ...PC, cpu }));
  const others = ['amd64: vda1:/amd64 | ', 'i386: vda1:/i386 | '];
  assert.equal(await starts('x86_64'), ['which: vda1:/amd64 | ', `*${others[0]}`, others[1]]);
  assert.equal(await starts('i386'), ['which: vda1:/i386 | ', others[0], `*${others[1]}`]);
});

test('whichsys.c32 goes by the loader: a disc has ISOLINUX', async () => {
  const config =
    'DEFAULT s\nLABEL s\nCOM32 whichsys.c32\nAPPEND -iso- iso -sys- sys\nLABEL iso\nCONFIG i.cfg\nLABEL sys\nCONFIG s.cfg\n';
  const files = { '/boot/syslinux/i.cfg': 'LABEL i\n', '/boot/syslinux/s.cfg': 'LABEL s\n' };
  const ids = async (type: string) => (await readSyslinux(config, files, { type })).entries.map(({ id }) => id);
  assert.equal(await ids('ext4'), ['s']);
  assert.equal(await ids('iso9660'), ['i']);
});

test('a module may be called without its extension', async () => {
  assert.equal(summary(await readSyslinux('UI menu\nLABEL a\nLINUX /a\n')), ['*a: vda1:/a | ']);
  assert.equal(
    summary(await readSyslinux('UI gfxboot bootlogo\nDEFAULT b\nLABEL a\nLABEL b\nLINUX /b\n')).at(-1),
    '*b: vda1:/b | ',
  );
});

test('other programs are kept as entries that baton cannot start', async () => {
  const config =
    'LABEL c\nKERNEL chain.c32\nAPPEND hd0 1\nLABEL h\nKERNEL hdt.c32\nLABEL m\nKERNEL memdisk\nINITRD /dos.img\n';
  const { entries } = await readSyslinux(config);
  assert.equal(
    entries.map(({ kind }) => kind),
    ['chainload', 'none', 'linux'],
  );
  assert.match(entries[0]!.diagnostics.join(), 'chain.c32 hd0 1');
  assert.match(entries[2]!.diagnostics.join(), 'memdisk');
});

test('labels that call each other through a module end', async () => {
  const config = 'DEFAULT a\nLABEL a\nCOM32 cmd.c32\nAPPEND b\nLABEL b\nCOM32 cmd.c32\nAPPEND a\n';
  assert.equal(
    (await readSyslinux(config)).entries.map(({ kind }) => kind),
    ['none', 'none'],
  );
});

test.run();
