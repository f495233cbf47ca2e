// Debian's network installer, whose package has the same menu for PXELINUX and for GRUB.

import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchPackage } from '../../build/package.ts';
import type { Machine } from '../../src/dialects/dialect.ts';
import { readConfiguration } from '../../src/dialects/grub/read.ts';
import { pxelinux } from '../../src/dialects/syslinux/index.ts';
import { DirectoryVolume } from '../../src/disks/directory-volume.ts';
import type { Entry } from '../../src/entry/entry.ts';

const machine: Machine = { firmware: 'pc', cpu: 'x86_64' };

async function installer(kind: string): Promise<DirectoryVolume> {
  const { root } = await fetchPackage('debian-installer-12-netboot-amd64');
  const directory = join(root, 'usr/lib/debian-installer/images/12/amd64', kind);
  return new DirectoryVolume(directory, { id: 'tftp', type: 'ext4' });
}

/** The files and the arguments without the name of the initrd, which only PXELINUX hands over. */
function boots({ kernel, initrds, cmdline }: Entry): string {
  const args = cmdline.split(/\s+/).filter((arg) => arg !== '' && !arg.startsWith('initrd='));
  return [kernel?.path, ...initrds.map(({ path }) => path), ...args].join(' ');
}

for (const kind of ['text', 'gtk']) {
  test(`every entry of the ${kind} installer for PXELINUX is there, and is one that GRUB has too`, async () => {
    const volume = await installer(kind);
    const [path] = await pxelinux.find(volume);
    const reading = (await pxelinux.read(path!, volume, [volume], machine))!;
    const grub = await readConfiguration('/debian-installer/amd64/grub/grub.cfg', volume, [volume], machine);
    const known = new Set(grub.entries.map(boots));
    assert.ok(reading.entries.length >= 7, `${reading.entries.length} entries`);
    for (const entry of reading.entries) {
      assert.equal(entry.diagnostics, [], entry.title);
      assert.ok(known.has(boots(entry)), `GRUB has ${boots(entry)}`);
    }
  });
}

test('the installer for a screen speaks when nobody presses a key for half a minute', async () => {
  const volume = await installer('gtk');
  const reading = (await pxelinux.read('/pxelinux.cfg/default', volume, [volume], machine))!;
  assert.is(reading.timeout, 30);
  assert.is(reading.entries.find((entry) => entry.default)?.title, 'Install with speech synthesis');
});

test.run();
