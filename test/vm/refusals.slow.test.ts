// Kernels that are refused, by the running kernel or before it is asked: a sentence says why, and the next entry is tried.

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureTools } from '../../build/tools.ts';
import { uefiFirmware } from '../../qemu/arguments.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { amd64Kernel, arm64Kernel } from '../unit/images/real-kernels.ts';
import { vmlinux } from '../vmlinux.ts';
import { bootReport, openShell } from './boot-report.ts';
import { keysFor, signatureEntry, trustKeys } from './firmware-keys.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';
import { sentence } from './sentence.ts';
import { tinyInitrd, tinySystemIsUp } from './tiny-system.ts';

await ensureTools([uefiFirmware]);
const image = await ensureImage();
const directory = await temporaryDirectory('large');
test.after(directory.remove);

/** Debian's, which is signed. */
const kernel = readFileSync((await amd64Kernel()).path);
const mebibyte = 2 ** 20;

/** The kernel with another byte in its code, which its signature is not for. */
const changed = Buffer.from(kernel);
changed.writeUInt8(~changed.readUInt8(mebibyte) & 0xff, mebibyte);

/** The kernel without its signature: its PE header does not tell of it. */
const unsigned = Buffer.from(kernel);
unsigned.fill(0, signatureEntry(kernel), signatureEntry(kernel) + 8);

/** What unpacks to a kernel's first sectors and a GiB of zeros. */
const bomb = gzipSync(Buffer.concat([kernel.subarray(0, 65_536), Buffer.alloc(2 ** 30)]), { level: 1 });

const lockedDown = 'the running kernel is locked down (integrity), and no key that it trusts has signed it.';
/** What the entries load, in their order, and what is said of it. The machine has 1 GiB and is locked down. */
const refused: Readonly<Record<string, string>> = {
  'linux /arm64': '/arm64 is a kernel for arm64, and this machine is x86_64.',
  'linux /cut': 'The kernel /cut is cut off: it has 4000000 bytes of',
  [`linux /vmlinuz ${'x'.repeat(2048)}`]:
    'The command line has 2068 bytes, and the kernel /vmlinuz takes at most 2047.',
  'linux /vmlinuz; initrd /huge.img': '/vmlinuz and what goes with it need 62',
  'linux /vmlinuz; initrd /large.img': '/vmlinuz and what goes with it need 1',
  'linux /bomb.gz': 'The kernel /bomb.gz unpacks to more than',
  'linux /changed': `The running kernel refused /changed: ${lockedDown}`,
  'linux /unsigned': `The running kernel refused /unsigned: ${lockedDown}`,
  'linux /vmlinux':
    'The running kernel refused /vmlinux: the running kernel is locked down (integrity) and takes only signed kernels, by kexec_file_load.',
};
const entries = Object.keys(refused).map((commands, index) => `menuentry "Number ${index}" { ${commands}; }\n`);
const grubCfg = `${entries.join('')}menuentry "The tiny system" { linux /vmlinuz console=ttyS0; initrd /tiny.img; }\n`;

const disk = await smallDisk(
  {
    '/vmlinuz': kernel,
    '/initramfs.img': readFileSync(image.initrd),
    '/keys': await keysFor(kernel, directory),
    '/tiny.img': await tinyInitrd(),
    '/arm64': readFileSync((await arm64Kernel()).path),
    '/cut': kernel.subarray(0, 4_000_000),
    '/huge.img': 3 * 1024 * mebibyte,
    '/large.img': 600 * mebibyte,
    '/bomb.gz': bomb,
    '/changed': changed,
    '/unsigned': unsigned,
    '/vmlinux': await vmlinux(kernel),
    '/boot/grub/grub.cfg': grubCfg,
  },
  directory,
  288,
);
const disks = [{ file: disk }];

test('each kernel that is refused has its sentence, and the next entry is tried until one boots', async () => {
  await using machine = await startMachine({
    ...{ ...image, disks, append: `${onSerial} baton.timeout=-1`, memory: 1024, firmware: 'uefi' },
  });
  const { serial } = machine;
  await serial.expectScreen(/The tiny system/, { seconds: menuSeconds, what: 'the menu' });
  const shell = await openShell(machine);
  await shell.run('cd /run/baton/vda');
  await trustKeys(shell, 'keys');
  const cmdline = `${onSerial} baton.timeout=0 lockdown=integrity`;
  await shell.run(`kexec -l vmlinuz --initrd=initramfs.img --command-line='${cmdline}'`);
  serial.type('kexec -e\r');
  for (const [index, reason] of Object.values(refused).entries()) {
    const what = `what is wrong with number ${index}`;
    await serial.expect(sentence(`"Number ${index}": ${reason}`), { seconds: bootSeconds, what });
  }
  await serial.expect(tinySystemIsUp, { seconds: bootSeconds, what: 'the tiny system' });
  assert.match(serial.transcript, /^cmdline: BOOT_IMAGE=\/vmlinuz console=ttyS0$/m);
});

test('where kexec is forbidden for good, every entry is tried, and the menu stays with the reason', async () => {
  const append = `${onSerial} baton.timeout=0 baton.boot="The tiny system" sysctl.kernel.kexec_load_disabled=1`;
  await using machine = await startMachine({ ...image, disks, append });
  const what = 'the menu after all entries have failed';
  await machine.serial.expectScreen(/Every entry has been tried/, { seconds: menuSeconds + bootSeconds, what });
  const { messages } = await bootReport(await openShell(machine));
  const reason =
    'the sysctl kernel.kexec_load_disabled is set, and only a restart undoes that. Restart the machine (EPERM).';
  for (const path of ['/vmlinuz', '/changed'])
    assert.ok(
      messages.some((text) => text.includes(`The running kernel refused ${path}: ${reason}`)),
      messages.join('\n'),
    );
});

test.run();
