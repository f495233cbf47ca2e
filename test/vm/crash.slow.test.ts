// An installed Debian crashes: its memory and its log are saved, and the machine restarts.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { copyDisk } from '../../qemu/copy-disk.ts';
import { demoDisk } from '../../qemu/debian/disk.ts';
import { copyDirectoryOut, readFileIn, writeFileIn } from '../../qemu/ext4.ts';
import { installProgram, programDisk } from '../../qemu/program-disk.ts';
import { logIn } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { save } from '../../src/commands/crash/save.ts';
import { makedumpfile, vmcoreDmesg } from '../crash-tools.ts';
import { bootSeconds } from './seconds.ts';

await ensureTools(['readelf']);
const disk = await demoDisk();
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const timeout = 300_000;

/** A copy of the demo disk whose GRUB gives every kernel `words`. */
async function diskWith(words: string): Promise<string> {
  const copy = await copyDisk(disk, directory);
  const path = '/boot/grub/grub.cfg';
  const configuration = (await readFileIn(copy, path)).toString();
  await writeFileIn(copy, path, Buffer.from(configuration.replaceAll(/^\s+linux\s.*$/gm, `$& ${words}`)));
  return copy;
}

/** Lets the machine crash; what it has saved, copied out of its disk. */
async function crash(): Promise<string> {
  const file = await diskWith('crashkernel=256M');
  const disks = [{ file, write: true }, { file: await programDisk(directory) }];
  await using machine = await startMachine({ disks, memory: 1024 });
  const { serial } = machine;
  const shell = await logIn(serial, bootSeconds);
  await installProgram(shell, '/dev/vdb');
  assert.match(await shell.run('baton crash status || test $? = 1'), /256 MiB are reserved .* but none is loaded/);
  assert.match(await shell.run('baton install-units --crash'), /baton-crash-save\.service was written/);
  assert.is(await shell.run('systemctl is-enabled baton-crash-load.service'), 'enabled\n');
  await shell.run('systemd-analyze verify baton-crash-load.service baton-crash-save.service');
  assert.match(
    await shell.run('journalctl --no-pager -o cat -u baton-crash-load'),
    /"Debian GNU\/Linux" is loaded for a crash: it is/,
  );
  assert.match(await shell.run('baton crash status'), /A crash kernel is loaded into 256 MiB\./);
  await shell.run('baton crash unload; ! baton crash status');
  await shell.run('systemctl restart baton-crash-load.service && baton crash status');
  // In an ordinary system this saves nothing and restarts nothing.
  await shell.run('systemctl start baton-crash-save.service; sync');

  serial.type('echo c > /proc/sysrq-trigger\r');
  const saved = /The memory of the crashed kernel is in \/var\/crash\/(\w+)\/vmcore\./;
  const { match } = await serial.expect(saved, { seconds: 2 * bootSeconds, what: 'the end of the saving' });
  assert.is(await machine.waitExit(bootSeconds), 'QEMU ended');
  await copyDirectoryOut(file, '/var/crash', directory.path);
  assert.equal(await readdir(join(directory.path, 'crash')), [match[1]]);
  return join(directory.path, 'crash', match[1]!);
}

test('a crash of an installed system saves its log and its memory, and the machine restarts', async () => {
  const place = await crash();
  assert.equal((await readdir(place)).sort(), ['vmcore', 'vmcore-dmesg.txt']);
  const vmcore = join(place, 'vmcore');
  assert.match(await run('readelf', ['-h', vmcore], { timeout }), /Type: +CORE \(Core file\)/);
  const log = await readFile(join(place, 'vmcore-dmesg.txt'), 'latin1');
  assert.match(log, /\] Linux version 6\.1\./);
  assert.match(log, /\] sysrq: Trigger a crash\n(.*\n)*.*\] Kernel panic - not syncing: sysrq triggered crash\n/);
  assert.is(log, await run(await vmcoreDmesg(), [vmcore], { timeout }));

  // The same memory, where makedumpfile is installed.
  const [program, to] = [await makedumpfile(), join(directory.path, 'again')];
  const said: string[] = [];
  const output = { out: (text: string) => void said.push(text), error: (text: string) => void said.push(text) };
  assert.ok(await save(vmcore, to, output, program), said.join('\n'));
  assert.not.match(said.join('\n'), /failed/);
  const dump = join(to, (await readdir(to))[0]!, 'vmcore');
  assert.ok((await stat(dump)).size < (await stat(vmcore)).size / 4);
  const text = join(directory.path, 'dmesg');
  await run(program, ['--dump-dmesg', dump, text], { timeout });
  // It puts blanks in front of a message's second line.
  assert.is((await readFile(text, 'latin1')).replace(/\s+/g, ' '), log.replace(/\s+/g, ' '));
});

test.run();
