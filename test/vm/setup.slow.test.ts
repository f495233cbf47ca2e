// `baton setup` on an installed Debian: tried once, it is there for one start; removed, it leaves no trace.

import { copyFileSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { writeUki } from '../../build/forms/efi.ts';
import { fetchPackage } from '../../build/package.ts';
import { x86_64 } from '../../build/target.ts';
import { ensureTools } from '../../build/tools.ts';
import { uefiFirmware, uefiVariables } from '../../qemu/arguments.ts';
import { root, rootUuid, sectorBytes } from '../../qemu/debian/layout.ts';
import { espDisk } from '../../qemu/esp-disk.ts';
import { readFileIn } from '../../qemu/ext4.ts';
import type { Machine } from '../../qemu/machine.ts';
import { ensureParts, onSerial } from '../../qemu/parts.ts';
import { programDisk, useProgram } from '../../qemu/program-disk.ts';
import { logIn, type Shell } from '../../qemu/shell.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { efiGrub } from './efi-grub.ts';
import { bootSeconds } from './seconds.ts';

await ensureTools([uefiFirmware, uefiVariables]);
const { disk: debian, kernel, initrd } = await ensureParts();
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const at = (name: string) => join(directory.path, name);
const program = await programDisk(directory);

/** The disk that is the machine's `index`-th, whatever the kernel calls it. */
const diskNode = (index: number) => `/dev/disk/by-id/virtio-disk${index}`;

/** Every file below the directories, with its size and its content. */
const listing = (shell: Shell, directories: string) =>
  shell.run(
    `find ${directories} -type f -exec md5sum {} + | sort -k2; find ${directories} -type d | sort`,
    bootSeconds,
  );

/** All variables of the firmware but the one that counts its starts. */
const variables = (shell: Shell) =>
  shell.run('cd /sys/firmware/efi/efivars && md5sum $(ls | grep -v ^MTC-); cd', bootSeconds);

/** Restarts, and waits for baton's menu, which boots Debian. */
async function throughBaton({ serial }: Machine): Promise<Shell> {
  serial.type('reboot\r');
  await serial.expect(/any key stops this: "Debian GNU\/Linux" boots/, { seconds: bootSeconds, what: "baton's menu" });
  return logIn(serial, bootSeconds);
}

/** Restarts, and waits for Debian, which is to be started without baton. */
async function withoutBaton({ serial }: Machine): Promise<Shell> {
  const from = serial.transcript.length;
  serial.type('reboot\r');
  const shell = await logIn(serial, bootSeconds);
  assert.not.match(serial.transcript.slice(from), /any key stops this/);
  return shell;
}

let made: Promise<Buffer> | undefined;
/** baton as the build makes it for UEFI. */
function batonEfi(): Promise<Buffer> {
  const image = { vmlinuz: kernel, initramfs: initrd, manifest: join(dirname(kernel), 'manifest.json') };
  const options = { target: x86_64, kernel: 'cloud', image, output: directory.path, cmdline: onSerial } as const;
  made ??= writeUki(options, at('baton.efi')).then(() => readFileSync(at('baton.efi')));
  return made;
}

/** A machine with these two disks, whose firmware starts the ESP's own program; the third has what sets baton up. */
function uefiMachine(...disks: readonly [string, string]): Promise<Machine> {
  copyFileSync(uefiVariables, at('variables.fd'));
  return startMachine({
    firmware: 'uefi',
    variables: at('variables.fd'),
    restarts: true,
    memory: 1024,
    disks: [...disks, program].map((file) => ({ file })),
  });
}

const mountEsp = "mkdir /boot/efi && echo 'LABEL=ESP /boot/efi vfat defaults 0 0' >> /etc/fstab && mount /boot/efi";

test('under UEFI with GRUB it starts once by BootNext, and --remove leaves ESP and variables as they were', async () => {
  using scratch = await temporaryDirectory('large');
  const grub = await efiGrub(rootUuid, scratch);
  const esp = await espDisk(
    { '/EFI/BOOT/BOOTX64.EFI': grub, '/EFI/debian/grubx64.efi': grub, '/new/baton.efi': await batonEfi() },
    scratch,
    320,
  );
  await using machine = await uefiMachine(debian, esp);
  const first = await logIn(machine.serial, bootSeconds);
  await first.run(mountEsp);
  await useProgram(first, diskNode(2));
  const before = [await listing(first, '/boot/efi'), await variables(first)];
  assert.match(
    await first.run('baton setup --image /boot/efi/new/baton.efi --try --print', bootSeconds),
    /Write \/boot\/efi\/EFI\/baton\/baton\.efi\.new[\s\S]*Set BootNext to Boot00[\s\S]*Nothing was done\./,
  );
  assert.equal([await listing(first, '/boot/efi'), await variables(first)], before);
  assert.match(
    await first.run('mount -o remount,ro /boot/efi; baton setup --image /boot/efi/new/baton.efi 2>&1 || test $? = 1'),
    /is mounted read-only\. Run "mount -o remount,rw \/boot\/efi"/,
  );
  await first.run('mount -o remount,rw /boot/efi');
  await first.run('baton setup --image /boot/efi/new/baton.efi --try', bootSeconds);

  const second = await throughBaton(machine);
  assert.match(await second.run("tr -d '\\000' < /sys/firmware/efi/efivars/LoaderInfo-*"), /baton \d/);

  const third = await withoutBaton(machine);
  await useProgram(third, diskNode(2));
  await third.run('baton setup --remove', bootSeconds);
  assert.equal([await listing(third, '/boot/efi'), await variables(third)], before);
});

test('with systemd-boot it is on its menu as well, and baton boots the entries of systemd-boot, and not itself', async () => {
  const within = `${debian}?offset=${root.start * sectorBytes}`;
  const names = await run('debugfs', ['-R', 'ls -p /boot', within], { timeout: 60_000 });
  const release = /\/vmlinuz-([^/]+)\//.exec(names)![1]!;
  using scratch = await temporaryDirectory('large');
  const { root: package_ } = await fetchPackage('systemd-boot-efi');
  const loader = readFileSync(join(package_, 'usr/lib/systemd/boot/efi/systemd-bootx64.efi'));
  const esp = await espDisk(
    {
      '/EFI/BOOT/BOOTX64.EFI': loader,
      '/EFI/systemd/systemd-bootx64.efi': loader,
      '/EFI/Linux/README': 'made by bootctl install',
      '/loader/loader.conf': 'timeout 5\ndefault debian.conf\n',
      '/loader/entries/debian.conf': `title Debian of systemd-boot
linux /debian/vmlinuz
initrd /debian/initrd.img
options root=UUID=${rootUuid} ro quiet console=ttyS0,115200 no_timer_check
`,
      '/debian/vmlinuz': await readFileIn(debian, `/boot/vmlinuz-${release}`),
      '/debian/initrd.img': await readFileIn(debian, `/boot/initrd.img-${release}`),
      '/new/baton.efi': await batonEfi(),
    },
    scratch,
    320,
  );
  // What is on the first disk comes first; the other one has a grub.cfg, which nothing reads but baton.
  await using machine = await uefiMachine(esp, debian);
  const { serial } = machine;
  const first = await logIn(serial, bootSeconds);
  await first.run(mountEsp);
  await useProgram(first, diskNode(2));
  const options = 'cd /sys/firmware/efi/efivars && md5sum Boot*; ls | grep ^Baton; cd';
  const before = [await listing(first, '/boot/efi'), await first.run(options)];
  await first.run('dd if=/dev/zero of=/boot/efi/full bs=1M 2>/dev/null || sync', bootSeconds);
  const full = await first.run('baton setup --image /boot/efi/new/baton.efi 2>&1 || test $? = 1', bootSeconds);
  assert.match(full, /there is no room at \/boot\/efi\/EFI\/Linux: it takes/);
  await first.run('rm /boot/efi/full');
  assert.equal([await listing(first, '/boot/efi'), await first.run(options)], before);
  await first.run('baton setup --image /boot/efi/new/baton.efi --try', bootSeconds);
  await first.run('test -s /boot/efi/EFI/Linux/baton.efi');

  serial.type('reboot\r');
  const countdown = /any key stops this: "Debian of systemd-boot" boots/;
  await serial.expect(countdown, { seconds: bootSeconds, what: "baton's menu" });
  await logIn(serial, bootSeconds);

  serial.type('reboot\r');
  await serial.expect(/baton \d[^\n]*/, { seconds: bootSeconds, what: "baton on systemd-boot's menu" });
  const third = await logIn(serial, bootSeconds);
  await useProgram(third, diskNode(2));
  await third.run('baton setup --remove', bootSeconds);
  assert.equal([await listing(third, '/boot/efi'), await third.run(options)], before);
  // systemd-boot cannot set its own variables in place of those of baton.
  await third.run('! ls /sys/firmware/efi/efivars | grep ^LoaderInfo');
});

test('on a BIOS with GRUB it starts once by next_entry, and --remove leaves /boot and /etc as they were', async () => {
  const files = { '/vmlinuz': readFileSync(kernel), '/initramfs.img': readFileSync(initrd) };
  const built = await smallDisk(files, directory, 128);
  await using machine = await startMachine({
    restarts: true,
    memory: 1024,
    disks: [{ file: debian }, { file: built }, { file: program }],
  });
  const first = await logIn(machine.serial, bootSeconds);
  await first.run(`mkdir /media/new && mount -o ro ${diskNode(1)} /media/new`);
  await useProgram(first, diskNode(2));
  // grub.cfg as it is written now; it was made where there were no disks to look at.
  await first.run('grub-mkconfig -o /boot/grub/grub.cfg', bootSeconds);
  const before = await listing(first, '/boot /etc');
  const parts = '--kernel /media/new/vmlinuz --initrd /media/new/initramfs.img';
  await first.run(`baton setup ${parts} --try`, bootSeconds);
  assert.match(await first.run('grub-editenv list'), /^next_entry=baton-setup$/m);

  await throughBaton(machine);

  const third = await withoutBaton(machine);
  await useProgram(third, diskNode(2));
  await third.run('baton setup --remove', bootSeconds);
  assert.is(await listing(third, '/boot /etc'), before);
});

test.run();
