import type { Entry } from '../../src/entry/entry.ts';
import type { Reading } from '../../src/entry/reading.ts';

/** An entry that boots, with what a test wants to be different. */
export function entry(title: string, differences: Partial<Entry> = {}): Entry {
  return {
    id: title,
    title,
    submenu: [],
    source: 'grub',
    volume: 'vda2',
    config: '/boot/grub/grub.cfg',
    line: 1,
    kind: 'linux',
    kernel: { volume: 'vda2', path: '/boot/vmlinuz' },
    initrds: [{ volume: 'vda2', path: '/boot/initrd.img' }],
    cmdline: 'root=/dev/vda2 ro quiet',
    default: false,
    diagnostics: [],
    ...differences,
  };
}

/** A reading of vda2's grub.cfg with these entries. */
export function reading(entries: Entry[], differences: Partial<Reading> = {}): Reading {
  return { volume: 'vda2', config: '/boot/grub/grub.cfg', entries, diagnostics: [], ...differences };
}
