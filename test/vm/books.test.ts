// What the boot loader of an entry would have written is written before the machine is handed over, and nothing else.

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
import { ext4OnLvm, fatDisk, grubenv, xfsDisk } from './book-disks.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';
import { sentence } from './sentence.ts';
import { tinyInitrd, tinySystemIsUp, told } from './tiny-system.ts';

await ensureTools(['grub-editenv', 'mke2fs', 'mkfs.vfat', 'mkfs.xfs', 'mcopy']);
const image = await ensureImage();
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const at = (name: string) => join(directory.path, name);

/** What the real grub-editenv lists of a block. */
async function listed(block: Uint8Array): Promise<string> {
  writeFileSync(at('listed'), block);
  return run('grub-editenv', [at('listed'), 'list'], { timeout: 60_000 });
}

const kernel = readFileSync(image.kernel);
const initrd = await tinyInitrd();
const consoleArgs = 'console=ttyS0 no_timer_check';

test('next_entry is cleared where GRUB would have cleared it, on ext4, XFS and FAT, and nothing else is written', async () => {
  const block = await grubenv(at('grubenv'), 'next_entry=once', 'saved_entry=usual');
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
    // Time for LVM, which the default does not wait for.
    const append = `${onSerial} baton.timeout=30`;
    const options = { ...image, append, disks: disks.map((file) => ({ file, write: true })) };
    await using machine = await startMachine(options);
    await machine.serial.expect(tinySystemIsUp, { seconds: menuSeconds + bootSeconds, what: 'the tiny system' });
    const { transcript } = machine.serial;
    assert.is(told(transcript).cmdline, `BOOT_IMAGE=/vmlinuz ${consoleArgs} once`);
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

test('with baton.readonly what was set for one boot boots, stays set, and nothing is written', async () => {
  const grubCfg = `load_env
set timeout=0
set default="\${next_entry}"
set next_entry=
save_env next_entry
menuentry Usual --id usual { linux /vmlinuz ${consoleArgs} usual; initrd /tiny.img; }
menuentry Once --id once { linux /vmlinuz ${consoleArgs} once; initrd /tiny.img; }
`;
  const files = {
    '/boot/grub/grub.cfg': grubCfg,
    '/boot/grub/grubenv': await grubenv(at('grubenv'), 'next_entry=once'),
    '/vmlinuz': kernel,
    '/tiny.img': initrd,
  };
  const file = await smallDisk(files, directory, 64);
  const before = readFileSync(file);
  {
    const options = { ...image, append: `${onSerial} baton.readonly`, disks: [{ file, write: true }] };
    await using machine = await startMachine(options);
    await machine.serial.expect(tinySystemIsUp, { seconds: menuSeconds + bootSeconds, what: 'the tiny system' });
    const { transcript } = machine.serial;
    assert.is(told(transcript).cmdline, `BOOT_IMAGE=/vmlinuz ${consoleArgs} once`);
    assert.match(transcript, sentence('and stays so, because nothing may be written (baton.readonly)'));
    await machine.waitExit(bootSeconds);
  }
  assert.ok(readFileSync(file).equals(before));
});

function differences(before: Buffer, after: Buffer): number[] {
  const places: number[] = [];
  for (let start = 0; start < before.length; start += 4096) {
    if (before.subarray(start, start + 4096).equals(after.subarray(start, start + 4096))) continue;
    for (let place = start; place < start + 4096; place++) if (before[place] !== after[place]) places.push(place);
  }
  return places;
}

test.run();
