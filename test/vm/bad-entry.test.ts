// The default entry cannot be booted: a sentence says why, and the next entry boots.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { copyDisk } from '../../qemu/copy-disk.ts';
import { readFileIn, writeFileIn } from '../../qemu/ext4.ts';
import { ensureParts, onSerial } from '../../qemu/parts.ts';
import { logIn, type Shell } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';
import { sentence } from './sentence.ts';

const { disk, ...image } = await ensureParts();
const grubCfg = '/boot/grub/grub.cfg';
const configuration = (await readFileIn(disk, grubCfg)).toString();
/** The kernel releases on the disk, the default's first. */
const [newest, older] = [...new Set([...configuration.matchAll(/\/boot\/vmlinuz-(\S+)/g)].map((match) => match[1]!))];

/**
 * Boots a copy of the demo disk that `spoil` has changed, with a countdown of 0. Expects `reason` in what the console
 * prints, and then a login prompt; calls `check` with the shell.
 */
async function boot(
  spoil: (copy: string) => Promise<void>,
  reason: RegExp,
  check: (shell: Shell) => Promise<void>,
): Promise<void> {
  using directory = await temporaryDirectory('large');
  const file = await copyDisk(disk, directory);
  await spoil(file);
  const append = `${onSerial} baton.timeout=0`;
  await using machine = await startMachine({ ...image, disks: [{ file }], append });
  await machine.serial.expect(reason, {
    seconds: menuSeconds,
    what: 'the reason why the default entry does not boot',
  });
  await check(await logIn(machine.serial, bootSeconds));
}

async function isOlder(shell: Shell): Promise<void> {
  assert.is((await shell.run('uname -r')).trim(), older);
}

test('of a kernel that was cut to half it says that it is incomplete, and the other kernel boots', async () => {
  const path = `/boot/vmlinuz-${newest}`;
  const cut = async (copy: string) => {
    const kernel = await readFileIn(copy, path);
    await writeFileIn(copy, path, kernel.subarray(0, kernel.length >> 1));
  };
  await boot(cut, sentence(`"Debian GNU/Linux": The kernel ${path} is cut off`), isOlder);
});

test('an initrd that is missing is named, and the other kernel boots', async () => {
  const path = `/boot/initrd.img-${newest}`;
  const reason = sentence(`"Debian GNU/Linux": The initrd ${path} does not exist on /dev/vda2.`);
  await boot((copy) => writeFileIn(copy, path, undefined), reason, isOlder);
});

test('of a cmdline that is longer than the kernel takes it says how long it may be, and the next entry boots', async () => {
  // Only the first entry's.
  const longer = configuration.replace(/^\tlinux\t.*/m, (line) => `${line} long=${'x'.repeat(2048)}`);
  assert.is.not(longer, configuration);
  await boot(
    (copy) => writeFileIn(copy, grubCfg, Buffer.from(longer)),
    sentence(`and the kernel /boot/vmlinuz-${newest} takes at most 2047`),
    async (shell) => {
      assert.is((await shell.run('uname -r')).trim(), newest);
      assert.not.match(await shell.run('cat /proc/cmdline'), /long=/);
    },
  );
});

test.run();
