import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { matchAlias } from '../../../src/disks/alias.ts';
import { type ModuleIndex, readModuleIndex } from '../../../src/disks/module-index.ts';

const dep = `kernel/fs/ext4/ext4.ko: kernel/fs/jbd2/jbd2.ko kernel/lib/crc16.ko
kernel/fs/jbd2/jbd2.ko:
kernel/lib/crc16.ko:
kernel/crypto/crc32c_generic.ko:
kernel/drivers/scsi/sd_mod.ko.xz: kernel/drivers/scsi/scsi-common.ko
`;
const alias = `# Aliases extracted from modules themselves.
alias fs-ext3 ext4
alias fs-ext4 ext4
alias crypto-crc32c crc32c_generic
alias crypto-crc32c crc32c-intel
alias pci:v00001AF4d*sv*sd*bc*sc*i* virtio_pci
alias scsi:t-0x00* sd_mod
`;
const softdep = `softdep ext4 pre: crypto-crc32c post: something
softdep jbd2 nothing-that-exists
`;

const modules = suite('module index', { directory: '', index: undefined as unknown as ModuleIndex });
modules.before((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'baton-modules-'));
  writeFileSync(join(context.directory, 'modules.dep'), dep);
  writeFileSync(join(context.directory, 'modules.alias'), alias);
  writeFileSync(join(context.directory, 'modules.softdep'), softdep);
  context.index = readModuleIndex(context.directory);
});
modules.after(({ directory }) => rmSync(directory, { recursive: true }));

modules('a module has its file and what it needs, - and _ alike', ({ index }) => {
  assert.is(index.path('ext4'), 'kernel/fs/ext4/ext4.ko');
  assert.is(index.path('sd-mod'), 'kernel/drivers/scsi/sd_mod.ko.xz');
  assert.equal(index.needs('sd_mod').hard, ['scsi_common']);
  assert.is(index.path('built_in'), undefined);
});

modules(
  'soft dependencies are names or aliases; those after the module and those that are not there are left out',
  ({ index }) => {
    assert.equal(index.needs('ext4'), { hard: ['jbd2', 'crc16'], soft: ['crc32c_generic', 'crc32c_intel'] });
    assert.equal(index.needs('jbd2').soft, []);
  },
);

modules('hardware and filesystems are found by alias', ({ index }) => {
  assert.equal(index.match('pci:v00001AF4d00001042sv00001AF4sd00001100bc01sc80i00'), ['virtio_pci']);
  assert.equal(index.match('scsi:t-0x00'), ['sd_mod']);
  assert.equal(index.match('fs-ext3'), ['ext4']);
  assert.equal(index.match('fs-zfs'), []);
});

modules('a directory without lists makes an empty index', () => {
  assert.equal(readModuleIndex('/nonexistent').match('pci:v1'), []);
});

modules('patterns match as fnmatch does', () => {
  assert.ok(matchAlias('usb:v*p*d*dc*dsc*dp*ic08isc06ip50in*', 'usb:v46F4p0001d0000dc00dsc00dp00ic08isc06ip50in00'));
  assert.ok(matchAlias('dmi*:svn[A-C]?me:*', 'dmi:bvn1:svnBcme:x'));
  assert.not.ok(matchAlias('of:N*T*Cbrcm,bcm2835', 'of:NaTbCbrcm,bcm2835x'));
  assert.not.ok(matchAlias('a.c', 'abc'));
});

modules.run();
