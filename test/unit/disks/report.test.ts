// What is said where there is nothing to boot.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { places } from '../../../src/dialects/index.ts';
import type { Finding } from '../../../src/disks/finding.ts';
import { reportNothing } from '../../../src/disks/report.ts';
import { entry, reading } from '../entries.ts';
import { MemoryVolume } from '../memory-volume.ts';

const finding = (name: string, size: number, verdict: string, ...ids: string[]): Finding => ({
  device: { name, node: `/dev/${name}`, major: 8, minor: 0, size, sectorSize: 512, removable: false },
  verdict,
  volumes: ids.map((id) => new MemoryVolume({ id }, {})),
});

const findings = [
  finding('vda', 20 * 2 ** 30, 'gpt partition table'),
  finding('vda1', 512 * 2 ** 20, 'vfat, mounted read-only', 'vda1'),
  finding('vda2', 19.5 * 2 ** 30, 'ext4, mounted read-only', 'vda2'),
  finding('vdb', 2 ** 20, 'nothing that is recognised'),
];

test('every device is named with what is on it, and what was looked for', () => {
  const diagnostics = [{ config: '/boot/grub/grub.cfg', line: 1, message: 'no' }];
  const [first, ...lines] = reportNothing(findings, [reading([], { diagnostics })], places);
  assert.is(first, 'No boot configuration that names a system was found.');
  const looked = lines.pop()!;
  assert.equal(lines, [
    '/dev/vda (20.0 GiB): gpt partition table.',
    '/dev/vda1 (512 MiB): vfat, mounted read-only; no boot configuration.',
    '/dev/vda2 (19.5 GiB): ext4, mounted read-only; /boot/grub/grub.cfg has no entry (1 remark in the journal).',
    '/dev/vdb (1 MiB): nothing that is recognised.',
  ]);
  assert.match(looked, /^Looked for grub\.cfg, .*extlinux\.conf, .*pxelinux\.cfg\/default, .*vmlinuz\*/);
  assert.match(looked, `in ${places.length} places on each volume. Press s for a shell`);
  assert.is(looked.split('grub.cfg').length, 2, 'each name once');
});

test('without a disk it says what to check', () => {
  const [text, ...rest] = reportNothing([], [], places);
  assert.match(text!, /^No disk was found\. Check that it is connected, and that its driver is in the image/);
  assert.equal(rest, []);
});

test('where there is an entry it says nothing', () => {
  assert.equal(reportNothing(findings, [reading([entry('Debian')])], places), []);
});

test.run();
