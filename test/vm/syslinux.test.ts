// The same entry with the same command line and initrds as the real SYSLINUX boots when no key is pressed.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { syslinux } from '../../src/dialects/syslinux/index.ts';
import { MemoryVolume } from '../unit/memory-volume.ts';
import { bootSyslinux } from './native-syslinux.ts';

/** Kernels, and initrds whose sizes tell them apart. */
const FILES = {
  '/k': 'KERNEL',
  '/other': 'KERNEL',
  '/vm.bin': 'KERNEL',
  '/dir/k': 'KERNEL',
  '/a': 'a'.repeat(4),
  '/b': 'b'.repeat(8),
  '/c': 'c'.repeat(16),
  '/dir/d': 'd'.repeat(32),
};
const MENU = 'UI menu.c32\nTIMEOUT 1\n';
const TWO = 'LABEL one\nKERNEL k\nAPPEND one\nLABEL two\nKERNEL other\nAPPEND two\n';

const CASES: Readonly<Record<string, string | Readonly<Record<string, string>>>> = {
  'APPEND and INITRD': 'DEFAULT x\nLABEL x\nKERNEL k one\nAPPEND  two  three \nINITRD a,b\n',
  'an APPEND before all labels': 'APPEND global\nDEFAULT x\nLABEL x\nLINUX k\n',
  'an APPEND of its own': 'APPEND global\nDEFAULT x\nLABEL x\nLINUX k\nAPPEND own\n',
  'APPEND with a hyphen': 'APPEND global\nDEFAULT x\nLABEL x\nLINUX k\nAPPEND -\n',
  'several initrd=': 'DEFAULT x\nLABEL x\nLINUX k\nAPPEND initrd=/a,c quiet initrd=b\nINITRD dir/d\n',
  'a DEFAULT with arguments': 'DEFAULT x single  user\nLABEL x\nLINUX k\nAPPEND quiet\nINITRD a\n',
  'a DEFAULT that is a command line': 'DEFAULT k root=/dev/sda1 initrd=a,b\n',
  'the last DEFAULT': `DEFAULT one\n${TWO}DEFAULT two\n`,
  'a label of two words': 'DEFAULT x y\nLABEL x z\nLINUX k\nAPPEND a\n',
  'a label without KERNEL': 'DEFAULT k\nLABEL k\nAPPEND plain\n',
  'LINUX with a name that says otherwise': 'DEFAULT x\nLABEL x\nLINUX vm.bin\nAPPEND a\n',
  'names in another case': 'DEFAULT x\nLABEL x\nLINUX /DIR/K\nINITRD /Dir/D,./dir/../A\n',
  'a line of more than 4095 characters': `DEFAULT x\n#${'a'.repeat(4_094)}LABEL x\nLINUX k\nAPPEND cut\n`,
  'an included file': {
    '/syslinux.cfg': 'INCLUDE dir/i.cfg\nAPPEND later\n',
    '/dir/i.cfg': 'DEFAULT x\nLABEL x\nLINUX k\n',
  },
  'another configuration': {
    '/syslinux.cfg': 'DEFAULT c\nLABEL c\nCONFIG dir/c.cfg /dir\n',
    '/dir/c.cfg': 'DEFAULT x\nLABEL x\nLINUX k\nINITRD d\nAPPEND there\n',
  },
  'a menu': `${MENU}${TWO}`,
  'MENU DEFAULT': `${MENU}${TWO}MENU DEFAULT\n`,
  'DEFAULT beside UI': `${MENU}DEFAULT two once\n${TWO}`,
  'ONTIMEOUT with arguments': `${MENU}ONTIMEOUT two more\n${TWO}`,
  'ONTIMEOUT that is hidden': `${MENU}ONTIMEOUT h\n${TWO}LABEL h\nKERNEL k\nAPPEND hidden\nMENU HIDE\n`,
  'ONTIMEOUT that is a command line': `${MENU}ONTIMEOUT k typed initrd=c\n${TWO}`,
  'MENU START': `${MENU}${TWO}MENU BEGIN s\nMENU START\nLABEL in\nKERNEL k\nAPPEND in\nMENU END\n`,
  'a DEFAULT in a submenu': `${MENU}DEFAULT in\n${TWO}MENU BEGIN s\nLABEL out\nLABEL in\nKERNEL k\nAPPEND in\nMENU END\n`,
  'a help text': `${MENU}LABEL x\nTEXT HELP\nKERNEL gone\nENDTEXT\nKERNEL k\nAPPEND helped\n`,
  'MENU SHIFTKEY': `UI menu.c32\nMENU SHIFTKEY\n${TWO}`,
  'MENU HIDDEN': `${MENU}MENU HIDDEN\n${TWO}`,
  'a menu from another file': { '/syslinux.cfg': 'DEFAULT menu.c32 dir/m.cfg\n', '/dir/m.cfg': `TIMEOUT 1\n${TWO}` },
  'linux.c32': 'DEFAULT x\nLABEL x\nCOM32 linux.c32\nAPPEND k initrd=a  x initrd=b initrd+=c\n',
  'whichsys.c32': `DEFAULT w\nLABEL w\nCOM32 whichsys.c32\nAPPEND -iso- one -sys- two\n${TWO}`,
  'ifcpu64.c32': `DEFAULT w\nLABEL w\nCOM32 ifcpu64.c32\nAPPEND two -- one\n${TWO}`,
};

for (const [name, config] of Object.entries(CASES)) {
  test(name, async () => {
    const files = { ...FILES, ...(typeof config === 'string' ? { '/syslinux.cfg': config } : config) };
    const booted = await bootSyslinux(files);
    const volume = new MemoryVolume({ type: 'vfat' }, files);
    const reading = await syslinux.read('/syslinux.cfg', volume, [volume], { firmware: 'pc', cpu: 'x86_64' });
    const entry = reading?.entries.find((candidate) => candidate.default);
    assert.ok(entry, 'an entry boots by itself');
    const sizes = await Promise.all(entry.initrds.map(async ({ path }) => (await volume.stat(path))?.size ?? 0));
    const own = {
      bootImage: entry.bootImage,
      cmdline: entry.cmdline,
      initrdBytes: sizes.reduce((sum, size) => sum + size, 0),
    };
    assert.equal(own, booted);
  });
}

test.run();
