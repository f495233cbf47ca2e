// What a label makes of its KERNEL, APPEND and INITRD: com32/menu/readconfig.c and com32/elflink/ldlinux/kernel.c.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { summary } from '../summary.ts';
import { readSyslinux } from './read-syslinux.ts';

async function label(lines: string, before = ''): Promise<string[]> {
  return summary(await readSyslinux(`${before}\nLABEL x\n${lines}\n`));
}

test('INITRD is an argument behind those of APPEND, as the kernel sees it', async () => {
  const [entry] = (await readSyslinux('LABEL x\nLINUX /vmlinuz\nAPPEND root=/dev/sda1 ro\nINITRD /a.img,b.img\n'))
    .entries;
  assert.is(entry!.cmdline, 'root=/dev/sda1 ro initrd=/a.img,b.img');
  assert.is(entry!.bootImage, '/vmlinuz');
  assert.equal(
    entry!.initrds.map(({ path }) => path),
    ['/a.img', '/boot/syslinux/b.img'],
  );
});

test('the first initrd= of the command line names the initrds', async () => {
  assert.equal(await label('LINUX /k\nAPPEND initrd=/a quiet initrd=/b\nINITRD /c'), [
    'x: vda1:/k + vda1:/a | initrd=/a quiet initrd=/b initrd=/c',
  ]);
});

test('arguments behind the kernel come before those of APPEND', async () => {
  assert.equal(await label('KERNEL vmlinuz a b\nAPPEND c'), ['x: vda1:/boot/syslinux/vmlinuz | a b c']);
});

test('the APPEND before all labels stands in for one that is missing', async () => {
  const config = `APPEND console=ttyS0
LABEL own
  LINUX /own
  APPEND root=/dev/sdb
LABEL none
  LINUX /none
  APPEND -
LABEL global
  LINUX /global
`;
  assert.equal(summary(await readSyslinux(config)), [
    'own: vda1:/own | root=/dev/sdb',
    'none: vda1:/none | ',
    'global: vda1:/global | console=ttyS0',
  ]);
});

test('keywords are in any case, and white space is free', async () => {
  assert.equal(await label('\tkErNeL\t /k\r\n   append   a  b '), ['x: vda1:/k | a  b ']);
});

test('a label without a kernel boots the file of its name', async () => {
  assert.equal(summary(await readSyslinux('LABEL vmlinuz extra\n')), ['vmlinuz: vda1:/boot/syslinux/vmlinuz | ']);
});

test('KERNEL before any label says nothing', async () => {
  const config = 'DEFAULT boot\nKERNEL /vmlinuz\nAPPEND console=tty0\nLABEL backup\nKERNEL /b\nAPPEND root=/dev/sdb\n';
  assert.equal(summary(await readSyslinux(config)), ['backup: vda1:/b | root=/dev/sdb']);
});

test('comments, unknown keywords and the text of help screens say nothing', async () => {
  assert.equal(await label('# KERNEL /no\nKERNELS /no\nTEXT HELP\nKERNEL /no\nLABEL no\nENDTEXT\nKERNEL /yes'), [
    'x: vda1:/yes | ',
  ]);
});

test('a line of more than 4095 characters goes on as another line', async () => {
  const config = `LABEL x\nLINUX /k\nAPPEND ${'a'.repeat(4_088)}LABEL y\nLINUX /y\n`;
  assert.equal(
    (await readSyslinux(config)).entries.map(({ id }) => id),
    ['x', 'y'],
  );
});

test('the file that the name ends in says what a KERNEL is, and LINUX says it itself', async () => {
  const config = ['memtest.bin', 'a.bss', 'floppy.img', 'vmlinuz-6.0', 'other.com']
    .map((name) => `LABEL ${name}\nKERNEL ${name}\nLABEL l${name}\nLINUX ${name}\n`)
    .join('');
  const kinds = (await readSyslinux(config)).entries.map(({ id, kind }) => `${id} ${kind}`);
  assert.equal(
    kinds.filter((kind) => !kind.startsWith('l')),
    ['memtest.bin chainload', 'a.bss chainload', 'floppy.img chainload', 'vmlinuz-6.0 linux', 'other.com chainload'],
  );
  assert.ok(kinds.filter((kind) => kind.startsWith('l')).every((kind) => kind.endsWith(' linux')));
});

test('LOCALBOOT is kept as an entry that loads nothing', async () => {
  const [entry] = (await readSyslinux('LABEL hd\nMENU LABEL Local disk\nLOCALBOOT 0x80\n')).entries;
  assert.equal([entry!.title, entry!.kind, entry!.kernel], ['Local disk', 'none', undefined]);
  assert.match(entry!.diagnostics.join(), 'LOCALBOOT 0x80');
});

test('what SYSAPPEND asks of a machine that is not this one, and MENU PASSWD, are told of', async () => {
  const config = 'SYSAPPEND 8\nLABEL a\nLINUX /k\nLABEL b\nLINUX /k\nIPAPPEND 0x10000\nMENU PASSWD x\n';
  const [a, b] = (await readSyslinux(config, { '/k': '' })).entries;
  assert.is(a!.diagnostics.length, 1);
  assert.match(a!.diagnostics[0]!, 'SYSAPPEND 0x8 would add CPU ');
  assert.match(b!.diagnostics.join(), /SYSAPPEND 0x10000 .*password/);
});

test("U-Boot's device tree and overlays are kept, and a directory of them is told of", async () => {
  const config =
    'LABEL l0\nLINUX /Image\nFDT /board.dtb\nFDTOVERLAYS /a.dtbo b.dtbo\nLABEL l1\nLINUX /Image\nFDTDIR /dtbs\n';
  const [first, second] = (await readSyslinux(config)).entries;
  assert.is(first!.devicetree!.path, '/board.dtb');
  assert.equal(
    first!.overlays!.map(({ path }) => path),
    ['/a.dtbo', '/boot/syslinux/b.dtbo'],
  );
  assert.match(second!.diagnostics.join(), '/dtbs');
});

test('an entry says where it comes from and what of it is missing', async () => {
  const files = { '/k': 'kernel', '/boot/syslinux/inc.cfg': '\n\nLABEL x\nLINUX /k\nINITRD /gone\n' };
  const [entry] = (await readSyslinux('INCLUDE inc.cfg\n', files)).entries;
  assert.equal([entry!.config, entry!.line, entry!.source], ['/boot/syslinux/inc.cfg', 3, 'syslinux']);
  assert.equal(entry!.diagnostics, ['/gone does not exist on vda1.']);
});

test.run();
