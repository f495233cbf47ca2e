// A crash kernel on an installed Debian: a crash of the running kernel starts it, and it finds the memory of that one.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { demoDisk } from '../../qemu/debian/disk.ts';
import { readFileIn } from '../../qemu/ext4.ts';
import { programDisk, useProgram } from '../../qemu/program-disk.ts';
import { logIn } from '../../qemu/shell.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { bootSeconds } from './seconds.ts';
import { tinyInitrd, tinySystemIsUp, told } from './tiny-system.ts';

const disk = await demoDisk();
const directory = await temporaryDirectory('large');
test.after(directory.remove);

const configuration = (await readFileIn(disk, '/boot/grub/grub.cfg')).toString();
const release = /\/boot\/vmlinuz-(\S+)/.exec(configuration)![1]!;
const [kernel, initrd] = [join(directory.path, 'vmlinuz'), join(directory.path, 'initrd.img')];
await writeFile(kernel, await readFileIn(disk, `/boot/vmlinuz-${release}`));
await writeFile(initrd, await readFileIn(disk, `/boot/initrd.img-${release}`));
const tiny = await smallDisk({ '/tiny.img': await tinyInitrd() }, directory);
const disks = [{ file: disk }, { file: await programDisk(directory) }, { file: tiny }];
const append = 'root=/dev/vda2 ro quiet console=ttyS0,115200 no_timer_check crashkernel=160M';

for (const call of ['-s', '-c']) {
  test(`a crash starts the kernel that kexec -p ${call} has loaded`, async () => {
    await using machine = await startMachine({ kernel, initrd, append, disks, memory: 640 });
    const shell = await logIn(machine.serial, bootSeconds);
    await useProgram(shell, '/dev/vdb');
    await shell.run('mkdir -p /run/tiny && mount /dev/vdc /run/tiny');
    assert.is(await shell.run('baton kexec --print-ckr-size'), `${160 * 2 ** 20}\n`);
    await shell.run('baton kexec -S');
    await shell.run(`baton kexec -p ${call} /boot/vmlinuz-${release} --initrd=/run/tiny/tiny.img --reuse-cmdline`);
    await shell.run('baton kexec -S || test $? = 1; baton kexec -S -l');
    machine.serial.type('echo c > /proc/sysrq-trigger\r');
    await machine.serial.expect(tinySystemIsUp, { seconds: bootSeconds, what: 'the crash kernel' });
    const { cmdline, crashed } = told(machine.serial.transcript);
    assert.is(crashed, release);
    assert.not.match(cmdline, /crashkernel/);
    assert.match(cmdline, /root=\/dev\/vda2 ro quiet console=ttyS0/);
    assert.match(cmdline, /elfcorehdr=0x/);
  });
}

test.run();
