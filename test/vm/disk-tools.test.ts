// mdadm, LVM, dmsetup and cryptsetup in the image, from the rescue shell: each works as it does on an installed system.

import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { rescuePrompt, Shell } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { menuSeconds } from './seconds.ts';

const image = await ensureImage();
const directory = await temporaryDirectory();
test.after(directory.remove);
const blank: string[] = [];
for (let index = 0; index < 4; index++) {
  const file = join(directory.path, `blank${index}.img`);
  await writeFile(file, '');
  await truncate(file, 64 * 1024 * 1024);
  blank.push(file);
}
const disks = blank.map((file) => ({ file }));
const machine = await startMachine({ ...image, disks, append: `${onSerial} baton.timeout=-1` });
test.after(() => machine.kill());
await machine.serial.expectScreen(/No boot configuration that names a system/, {
  seconds: menuSeconds,
  what: "baton's menu",
});
machine.serial.type('s');
await machine.serial.expect(rescuePrompt, { seconds: menuSeconds, what: 'the rescue shell' });
const shell = new Shell(machine.serial);
await shell.run('dmesg -n 1; for disk in vda vdb vdc vdd; do blockdev --setrw /dev/$disk; done');
// There is no udev to answer libdevmapper.
await shell.run('export DM_DISABLE_UDEV=1');

test('each says its version, with all its libraries there', async () => {
  assert.match(await shell.run('mdadm --version 2>&1'), /^mdadm - v4\./);
  assert.match(await shell.run('lvm version'), /LVM version: +2\./);
  assert.match(await shell.run('modprobe dm-mod && dmsetup version'), /Driver version: +4\./);
  assert.match(await shell.run('cryptsetup --version'), /^cryptsetup 2\./);
});

for (const type of ['luks1', 'luks2', 'luks1 --hash whirlpool']) {
  test(`${type} with cryptsetup's default cipher is made, opened and closed`, async () => {
    const quick = '--pbkdf pbkdf2 --pbkdf-force-iterations 1000';
    await shell.run(`printf secret | cryptsetup luksFormat -q --type ${type} ${quick} /dev/vda -`);
    await shell.run('printf secret | cryptsetup open --readonly --key-file - /dev/vda secret');
    assert.match(await shell.run('cryptsetup status secret'), /cipher: +aes-xts-plain64/);
    assert.match(await shell.run('ls -l /dev/mapper/secret'), /^b/);
    await shell.run('cryptsetup close secret');
  });
}

for (const level of [0, 1, 5, 10]) {
  test(`an md array of level ${level} is made, stopped and assembled`, async () => {
    const made = `mdadm --create /dev/md9 --run --assume-clean --level ${level} --raid-devices 4`;
    await shell.run(`${made} /dev/vda /dev/vdb /dev/vdc /dev/vdd 2>&1`);
    await shell.run('mdadm --stop /dev/md9 2>&1');
    await shell.run('mdadm --assemble --readonly /dev/md9 /dev/vda /dev/vdb /dev/vdc /dev/vdd 2>&1');
    assert.match(await shell.run('cat /proc/mdstat'), new RegExp(`active \\(read-only\\) raid${level}`));
    await shell.run('mdadm --stop /dev/md9 2>&1; mdadm --zero-superblock /dev/vda /dev/vdb /dev/vdc /dev/vdd');
  });
}

test('LVM opens linear and striped volumes of read-only disks, and makes their nodes', async () => {
  await shell.run('vgcreate -qq -y vg /dev/vda /dev/vdb /dev/vdc /dev/vdd 2>&1');
  await shell.run('lvcreate -qq -y -W n -Z n -n linear -l 1 vg 2>&1');
  await shell.run('lvcreate -qq -y -W n -Z n -n striped -l 3 -i 3 vg 2>&1');
  await shell.run('vgchange -qq -an vg 2>&1');
  await shell.run('for disk in vda vdb vdc vdd; do blockdev --setro /dev/$disk; done');
  const before = await shell.run('cat /dev/vda /dev/vdb /dev/vdc /dev/vdd | sha256sum');

  await shell.run('vgchange -ay --sysinit vg 2>&1');
  assert.equal((await shell.run('ls /dev/vg')).trim().split(/\s+/), ['linear', 'striped']);
  assert.match(await shell.run('lvs --noheadings -o lv_name,segtype,lv_active 2>&1'), /striped +striped +active/);
  await shell.run('vgchange -qq -an vg 2>&1');

  assert.is(await shell.run('cat /dev/vda /dev/vdb /dev/vdc /dev/vdd | sha256sum'), before);
});

test('the kernel modules for what LVM and cryptsetup ask of the device mapper are there', async () => {
  await shell.run(
    'modprobe -a dm-crypt dm-raid dm-thin-pool dm-snapshot dm-mirror dm-integrity dm-cache dm-writecache',
  );
  const targets = (await shell.run('dmsetup targets')).split('\n').map((line) => line.split(' ')[0]);
  for (const target of [
    ...['linear', 'striped', 'crypt', 'raid', 'thin', 'thin-pool', 'mirror', 'integrity'],
    ...['snapshot', 'snapshot-origin', 'snapshot-merge', 'cache', 'writecache'],
  ]) {
    assert.ok(targets.includes(target), target);
  }
});

test.run();
