// A unified kernel image, as the real ukify makes it, boots with all that is in it.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { writeCpio } from '../../src/images/cpio.ts';
import { ukify } from '../unit/real-ukify.ts';
import { bootSeconds } from './seconds.ts';
import { tinyInitrd, tinySystemIsUp, told } from './tiny-system.ts';

const image = await ensureImage();
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const at = (name: string) => join(directory.path, name);
const consoleArgs = 'console=ttyS0 no_timer_check rdinit=/tell';

/** A cpio archive of one file, with its directory. */
function archive(path: string, text: string, mode = 0o644): Buffer {
  const directories = path.split('/').slice(0, -1);
  return writeCpio([
    ...directories.map((_, index) => ({
      path: directories.slice(0, index + 1).join('/'),
      mode: 0o755,
      content: { kind: 'directory' as const },
    })),
    { path, mode, content: { kind: 'file', data: Buffer.from(text) } },
  ]);
}

/** Tells what the initrds held, before the tiny system begins. */
const tell = `#!/bin/busybox sh
b=/bin/busybox
$b dmesg -n 1
echo "microcode: $($b cat /kernel/x86/microcode/GenuineIntel.bin)"
echo "extra: $($b ls /.extra | $b tr '\\n' ' ')"
echo "system: $($b head -n 1 /.extra/os-release)"
echo "said by: $($b cat /who)"
exec /init
`;

writeFileSync(at('tiny.img'), await tinyInitrd());
writeFileSync(at('image.img'), Buffer.concat([archive('tell', tell, 0o755), archive('who', 'the image')]));
writeFileSync(at('addon.img'), archive('who', 'the addon'));
writeFileSync(at('microcode.img'), archive('kernel/x86/microcode/GenuineIntel.bin', 'no real one'));
writeFileSync(at('os-release'), 'ID=tiny\nPRETTY_NAME="Tiny"\n');

await ukify(['--profile=ID=other', '--cmdline=other', `--output=${at('other.efi')}`]);
await ukify([
  ...[`--linux=${image.kernel}`, `--initrd=${at('tiny.img')}`, `--initrd=${at('image.img')}`],
  ...[`--microcode=${at('microcode.img')}`, `--os-release=@${at('os-release')}`, '--uname=6.1.0'],
  ...[`--cmdline=${consoleArgs} marker=image`, '--profile=ID=main', `--join-profile=${at('other.efi')}`],
  `--output=${at('tiny.efi')}`,
]);
await ukify([`--initrd=${at('addon.img')}`, '--cmdline=marker=addon', `--output=${at('who.addon.efi')}`]);

const disk = await smallDisk(
  {
    '/EFI/Linux/tiny.efi': readFileSync(at('tiny.efi')),
    '/EFI/Linux/tiny.efi.extra.d/who.addon.efi': readFileSync(at('who.addon.efi')),
    '/loader/loader.conf': 'timeout 0\n',
  },
  directory,
  64,
);

test('the first profile boots by itself, with its initrds, its microcode, its cmdline, and what an addon adds', async () => {
  await using machine = await startMachine({ ...image, disks: [{ file: disk }], append: onSerial });
  await machine.serial.expect(tinySystemIsUp, { seconds: bootSeconds, what: 'the tiny system' });
  const { transcript } = machine.serial;
  assert.is(told(transcript).cmdline, `${consoleArgs} marker=image marker=addon`);
  assert.match(transcript, /microcode: no real one/);
  assert.match(transcript, /extra: os-release profile/);
  assert.match(transcript, /system: ID=tiny/);
  assert.match(transcript, /said by: the addon/);
});

test.run();
