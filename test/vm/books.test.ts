// What the boot loader of an entry would have written is written before the machine is handed over, and nothing else;
// systems that were started too often in vain are passed over.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { parseEnvironmentBlock } from '../../src/dialects/grub/environment-block.ts';
import { trialsFromText } from '../../src/policy/trials.ts';
import { ext4OnLvm, fatDisk, systemPartition, xfsDisk } from './book-disks.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';
import { sentence } from './sentence.ts';
import { tinyInitrd, tinySystemIsUp, told } from './tiny-system.ts';

await ensureTools(['grub-editenv', 'debugfs', 'mke2fs', 'mkfs.vfat', 'mkfs.xfs', 'mcopy', 'sfdisk']);
const image = await ensureImage();
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const at = (name: string) => join(directory.path, name);

/** A block of the real grub-editenv. */
async function grubenv(...variables: readonly string[]): Promise<Buffer> {
  await run('grub-editenv', [at('grubenv'), 'create'], { timeout: 10_000 });
  if (variables.length > 0) await run('grub-editenv', [at('grubenv'), 'set', ...variables], { timeout: 10_000 });
  return readFileSync(at('grubenv'));
}

/** What the real grub-editenv lists of a block. */
async function listed(block: Uint8Array): Promise<string> {
  writeFileSync(at('listed'), block);
  return run('grub-editenv', [at('listed'), 'list'], { timeout: 10_000 });
}

const kernel = readFileSync(image.kernel);
const initrd = await tinyInitrd();
const consoleArgs = 'console=ttyS0 no_timer_check';
/** A kernel that finds no root file system panics. */
const panics = `${consoleArgs} root=/dev/none panic=1`;
const startsKernel = /kexec_core: Starting new kernel/;

test('next_entry is cleared where GRUB would have cleared it, on ext4, XFS and FAT, and nothing else is written', async () => {
  const block = await grubenv('next_entry=once', 'saved_entry=usual');
  const grubCfg = `load_env
search --set=x --label BOOKXFS
search --set=f --label BOOKFAT
search --set=l --label BOOKLVM
if [ "\${next_entry}" ]; then set default="\${next_entry}"; set next_entry=
  save_env next_entry
  save_env -f ($x)/grubenv next_entry
  save_env -f ($f)/grubenv next_entry
  save_env -f ($l)/grubenv next_entry
else set default="\${saved_entry}"; fi
set timeout=0
menuentry Usual --id usual { linux /vmlinuz ${consoleArgs} usual; initrd /tiny.img; }
menuentry Once --id once { linux /vmlinuz ${consoleArgs} once; initrd /tiny.img; }
`;
  const files = {
    '/boot/grub/grub.cfg': grubCfg,
    '/boot/grub/grubenv': block,
    '/vmlinuz': kernel,
    '/tiny.img': initrd,
  };
  const disks = [
    await smallDisk(files, directory, 64),
    await xfsDisk(at('xfs.img'), block, 'BOOKXFS'),
    await fatDisk(at('fat.img'), block, 'BOOKFAT'),
    await ext4OnLvm(at('lvm.img'), block, 'BOOKLVM'),
  ].flatMap((file) => file ?? []);
  const before = disks.map((file) => readFileSync(file));
  {
    const options = { ...image, append: onSerial, disks: disks.map((file) => ({ file, write: true })) };
    await using machine = await startMachine(options);
    await machine.serial.expect(tinySystemIsUp, { seconds: menuSeconds + bootSeconds, what: 'the tiny system' });
    const { transcript } = machine.serial;
    assert.is(told(transcript).cmdline, `${consoleArgs} once`);
    assert.match(transcript, sentence('it was set for one boot in /boot/grub/grub.cfg on vda'));
    if (disks.length === 4) {
      const reason = 'lies on RAID, LVM, LUKS or in an image, where a boot loader does not write; what was set for one';
      assert.match(transcript, sentence(reason));
    }
    await machine.waitExit(bootSeconds);
  }
  for (const [index, file] of disks.entries()) {
    const after = readFileSync(file);
    const places = differences(before[index]!, after);
    if (index === 3) {
      assert.is(places.length, 0, 'GRUB does not write to LVM either');
      continue;
    }
    const begins = before[index]!.indexOf(block);
    assert.ok(places.length > 0, `${file} was not written to`);
    assert.ok(
      places.every((place) => place >= begins && place < begins + 1024),
      `${file}: ${places[0]} is elsewhere`,
    );
    assert.is(await listed(after.subarray(begins, begins + 1024)), 'next_entry=\nsaved_entry=usual\n');
  }
});

function differences(before: Buffer, after: Buffer): number[] {
  const places: number[] = [];
  for (let start = 0; start < before.length; start += 4096) {
    if (before.subarray(start, start + 4096).equals(after.subarray(start, start + 4096))) continue;
    for (let place = start; place < start + 4096; place++) if (before[place] !== after[place]) places.push(place);
  }
  return places;
}

test('a power cut counts as a try, a panic as another, and then the next system boots by itself', async () => {
  const grubCfg = `load_env
set timeout=0
menuentry Broken --id broken { linux /vmlinuz ${panics}; }
menuentry Good --id good { linux /vmlinuz ${consoleArgs} good; initrd /tiny.img; }
`;
  const block = await grubenv();
  const files = {
    '/boot/grub/grub.cfg': grubCfg,
    '/boot/grub/grubenv': block,
    '/vmlinuz': kernel,
    '/tiny.img': initrd,
  };
  using own = await temporaryDirectory('large');
  const file = await smallDisk(files, own, 64);
  // As a system leaves it whose power is cut: the journal is replayed in memory, and the block lies where it lay.
  await run('debugfs', ['-w', '-R', 'feature needs_recovery', file], { timeout: 10_000 });
  const begins = readFileSync(file).indexOf(block);
  const kept = () => {
    const bytes = readFileSync(file).subarray(begins, begins + 1024);
    const found = parseEnvironmentBlock(bytes.toString('latin1')) ?? [];
    return trialsFromText(found.find(([name]) => name === 'baton_trials')?.[1] ?? '');
  };
  const options = { ...image, append: `${onSerial} baton.tries=2`, disks: [{ file, write: true }], restarts: true };
  {
    await using machine = await startMachine(options);
    await machine.serial.expect(startsKernel, { seconds: menuSeconds, what: 'the kexec' });
    await machine.kill();
  }
  assert.equal(
    kept().systems.map(({ done, good }) => [done, good]),
    [[1, false]],
  );
  {
    await using machine = await startMachine(options);
    await machine.serial.expect(/Kernel panic/, { seconds: menuSeconds + bootSeconds, what: 'the panic' });
    await machine.serial.expect(tinySystemIsUp, { seconds: menuSeconds + bootSeconds, what: 'the good system' });
    const { transcript } = machine.serial;
    assert.match(transcript, sentence('"Broken" was started 2 times without reporting itself good'));
    assert.is(told(transcript).cmdline, `${consoleArgs} good panic=30`);
    await machine.waitExit(bootSeconds);
  }
  assert.equal(
    kept().systems.map(({ done }) => done),
    [1, 2],
  );
});

test('tries in the names of files on an ESP are counted there, and others in a file beside them', async () => {
  const entry = (title: string, args: string) => `title ${title}\nlinux /vmlinuz\noptions ${args}\n`;
  const { file, read, names } = await systemPartition(at('esp.img'), {
    '/loader/loader.conf': 'timeout 0\n',
    '/loader/entries/new+1.conf': `${entry('New', panics)}sort-key a\n`,
    '/loader/entries/old.conf': `${entry('Old', `${consoleArgs} old`)}sort-key b\ninitrd /tiny.img\n`,
    '/vmlinuz': kernel,
    '/tiny.img': initrd,
  });
  const options = { ...image, append: `${onSerial} baton.tries=3`, disks: [{ file, write: true }], restarts: true };
  {
    await using machine = await startMachine(options);
    await machine.serial.expect(/Kernel panic/, { seconds: menuSeconds + bootSeconds, what: 'the panic' });
    await machine.serial.expect(tinySystemIsUp, { seconds: menuSeconds + bootSeconds, what: 'the old system' });
    assert.match(machine.serial.transcript, sentence('"New" was started once without reporting itself good'));
    await machine.waitExit(bootSeconds);
  }
  assert.equal(await names('/loader/entries'), ['new+0-1.conf', 'old.conf']);
  const found = parseEnvironmentBlock((await read('/baton/trials.env')).toString('latin1')) ?? [];
  const trials = trialsFromText(found.find(([name]) => name === 'baton_trials')?.[1] ?? '');
  assert.equal(
    trials.systems.map(({ done }) => done),
    [1],
  );
});

test.run();
