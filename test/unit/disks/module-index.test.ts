import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
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
alias pci:v*d*sv*sd*bc01sc06i01* ahci
alias pci:v00001AF4d*sv*sd*bc*sc*i* virtio_pci
alias pci:v00001AF4d00001042sv*sd*bc*sc*i* special
alias acpi*:PNP0C0C:* button
alias scsi:t-0x00* sd_mod
alias *:PNP0C0C:* any_bus
`;
const modules = suite('module index', { directory: '', index: undefined as unknown as ModuleIndex });
modules.before((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'baton-modules-'));
  writeFileSync(join(context.directory, 'modules.dep'), dep);
  writeFileSync(join(context.directory, 'modules.alias'), alias);
  writeFileSync(join(context.directory, 'modules.builtin'), 'kernel/fs/binfmt-script.ko\n');
  context.index = readModuleIndex(context.directory);
});
modules.after(({ directory }) => rmSync(directory, { recursive: true }));

modules('a module has its file and what it needs, - and _ alike', ({ index }) => {
  assert.is(index.path('ext4'), 'kernel/fs/ext4/ext4.ko');
  assert.is(index.path('sd-mod'), 'kernel/drivers/scsi/sd_mod.ko.xz');
  assert.equal(index.dependencies('sd_mod'), ['scsi_common']);
  assert.is(index.path('binfmt_script'), undefined);
  assert.ok(index.builtin('binfmt_script'));
  assert.not(index.builtin('ext4'));
});

modules('hardware and filesystems are found by alias', ({ index }) => {
  assert.equal(index.match('pci:v00001AF4d00001042sv00001AF4sd00001100bc01sc80i00'), ['virtio_pci', 'special']);
  assert.equal(index.match('pci:v00001AF4d00001042sv00001AF4sd00001100bc01sc06i01'), ['ahci', 'virtio_pci', 'special']);
  assert.equal(index.match('scsi:t-0x00'), ['sd_mod']);
  assert.equal(index.match('acpi:PNP0C0C:'), ['button', 'any_bus']);
  assert.equal(index.match('crypto_crc32c'), ['crc32c_generic', 'crc32c_intel']);
  assert.equal(index.match('fs-ext3'), ['ext4']);
  assert.equal(index.match('fs-zfs'), []);
});

modules('a directory without lists makes an empty index', () => {
  assert.equal(readModuleIndex('/nonexistent').match('pci:v1'), []);
});

modules.run();
