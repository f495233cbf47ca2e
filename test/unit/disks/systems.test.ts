import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Finding } from '../../../src/disks/finding.ts';
import { probeLines } from '../../../src/disks/probe-lines.ts';
import { prettyName, Systems } from '../../../src/disks/systems.ts';
import type { Identity } from '../../../src/entry/volume.ts';
import { entry, reading } from '../entries.ts';
import { MemoryVolume } from '../memory-volume.ts';

const gibi = 2 ** 30;

/** A partition, with what is on it; without a number a disk. */
function finding(
  disk: string,
  part: number | undefined,
  files?: Record<string, string>,
  identity: Partial<Identity> = {},
): Finding {
  const name = part === undefined ? disk : `${disk}${part}`;
  const device = {
    name,
    node: `/dev/${name}`,
    major: 254,
    minor: part ?? 0,
    size: part === undefined ? 20 * gibi : 8 * gibi,
    sectorSize: 512,
    removable: false,
    ...(part === undefined ? { model: 'QEMU HARDDISK' } : { parent: disk, partition: part }),
  };
  const volumes = files ? [new MemoryVolume({ id: name, device: device.node, ...identity }, files)] : [];
  return { device, verdict: files ? 'ext4, mounted read-only' : 'gpt partition table', volumes };
}

const debian = { '/etc/os-release': 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n' };
const fedora = { '/usr/lib/os-release': "PRETTY_NAME='Fedora Linux 41'\n" };

const from = (volume: string, cmdline: string) => reading([entry('A', { volume, cmdline })], { volume });

test('systems are named by their os-release, the device of their root, and its disk', async () => {
  const findings = [finding('vda', undefined), finding('vda', 2, debian), finding('vdb', undefined, fedora)];
  const systems = await new Systems().describe(findings, [from('vda2', 'root=/dev/vda2'), from('vdb', 'quiet')]);
  assert.equal(Object.fromEntries(systems), {
    vda2: 'Debian GNU/Linux 12 (bookworm), vda2 (20.0 GiB, QEMU HARDDISK)',
    vdb: 'Fedora Linux 41, vdb (20.0 GiB, QEMU HARDDISK)',
  });
});

test('a /boot of its own and the ESP belong to the system whose root they boot', async () => {
  const findings = [
    finding('vda', undefined),
    finding('vda', 1, {}),
    finding('vda', 2, {}),
    finding('vda', 3, debian, { uuid: 'c0ffee00-0000-4000-8000-000000000000' }),
  ];
  const readings = ['vda1', 'vda2'].map((id) => from(id, 'quiet root=UUID=C0FFEE00-0000-4000-8000-000000000000'));
  const systems = await new Systems().describe(findings, readings);
  assert.equal([...new Set(systems.values())], ['Debian GNU/Linux 12 (bookworm), vda3 (20.0 GiB, QEMU HARDDISK)']);
});

test('what has no name is called by its disk alone; a single volume needs no name, and is not read', async () => {
  const findings = [finding('vda', undefined, {}), finding('vdb', undefined, {})];
  const systems = await new Systems().describe(findings, [from('vda', ''), from('vdb', '')]);
  assert.equal([...systems.values()], ['vda (20.0 GiB, QEMU HARDDISK)', 'vdb (20.0 GiB, QEMU HARDDISK)']);
  assert.is((await new Systems().describe(findings, [from('vda', '')])).size, 0);
});

test('PRETTY_NAME with and without quotes, escaped, empty and missing', () => {
  assert.is(prettyName('NAME=x\nPRETTY_NAME=Alpine\n'), 'Alpine');
  assert.is(prettyName('PRETTY_NAME="A \\"B\\""'), 'A "B"');
  assert.is(prettyName('PRETTY_NAME=""'), undefined);
  assert.is(prettyName('\u0000garbage'), undefined);
});

test('the devices as a tree, each with what is on it and which configurations were read there', () => {
  const findings = [finding('vda', undefined), finding('vda', 1, {}), finding('vda', 2, debian)];
  const diagnostics = [{ config: '/boot/grub/grub.cfg', line: 1, message: 'x' }];
  assert.equal(probeLines(findings, [reading([entry('A'), entry('B')], { diagnostics })]), [
    '/dev/vda  20.0 GiB  QEMU HARDDISK',
    '    gpt partition table',
    '  /dev/vda1  8.0 GiB',
    '      ext4, mounted read-only',
    '      no boot configuration',
    '  /dev/vda2  8.0 GiB',
    '      ext4, mounted read-only',
    '      /boot/grub/grub.cfg: 2 entries, 1 remark in the journal',
  ]);
});

test.run();
