// The real tools of systemd on an installed Debian speak with baton as with systemd-boot, through the variables of a
// UEFI; and what is not Linux is started by the firmware.

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { uefiFirmware, uefiVariables } from '../../qemu/arguments.ts';
import { root, rootUuid, sectorBytes } from '../../qemu/debian/layout.ts';
import { espDisk, espUuid } from '../../qemu/esp-disk.ts';
import { readFileIn } from '../../qemu/ext4.ts';
import { ensureParts, onSerial } from '../../qemu/parts.ts';
import { logIn, type Shell } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { ukify } from '../unit/real-ukify.ts';
import { againInit, againInitrd, startedWith } from './again.ts';
import { bootSeconds, keySeconds, menuSeconds } from './seconds.ts';
import { sentence } from './sentence.ts';
import { systemdTools, useSystemdTools } from './systemd-tools.ts';

await ensureTools([uefiFirmware, uefiVariables]);
const { disk: debian, kernel, initrd } = await ensureParts();
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const at = (name: string) => join(directory.path, name);
copyFileSync(uefiVariables, at('variables.fd'));

// As on an installed system: the firmware finds baton, as one EFI program, on the ESP.
writeFileSync(at('os-release'), 'ID=baton\nPRETTY_NAME=baton\n');
await ukify([
  ...[`--linux=${kernel}`, `--initrd=${initrd}`, `--cmdline=${onSerial}`, `--os-release=@${at('os-release')}`],
  `--output=${at('baton.efi')}`,
]);
const within = `${debian}?offset=${root.start * sectorBytes}`;
const names = await run('debugfs', ['-R', 'ls -p /boot', within], { timeout: 60_000 });
const release = [...names.matchAll(/\/vmlinuz-([^/]+)\//g)]
  .map((match) => match[1]!)
  .sort()
  .at(-1)!;

const system = (title: string, marker: string) => `title ${title}
version ${release}
linux /debian/vmlinuz
initrd /debian/initrd.img
options root=UUID=${rootUuid} ro quiet console=ttyS0,115200 no_timer_check ${marker}
`;
const esp = await espDisk(
  {
    '/EFI/BOOT/BOOTX64.EFI': readFileSync(at('baton.efi')),
    '/loader/loader.conf': 'timeout 10\ndefault a-*\n',
    '/loader/entries/a-debian.conf': system('Debian', 'is=first'),
    '/loader/entries/b-debian+3.conf': system('Counted Debian', 'is=counted'),
    // A kernel is an EFI program as well, which reads its initrd itself.
    '/loader/entries/c-program.conf': `title Program
efi /debian/vmlinuz
options initrd=\\again.img console=ttyS0 no_timer_check ${againInit} is=program
`,
    '/debian/vmlinuz': await readFileIn(debian, `/boot/vmlinuz-${release}`),
    '/debian/initrd.img': await readFileIn(debian, `/boot/initrd.img-${release}`),
    '/again.img': await againInitrd(),
    '/tools.tar': readFileSync(await systemdTools(directory)),
  },
  directory,
  320,
);

const variable = (name: string) => `/sys/firmware/efi/efivars/${name}-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f`;
const options = (shell: Shell) =>
  shell.run("cat /sys/firmware/efi/efivars/Boot0* | tr -d '\\000' | tr -c '[:print:]' ' '");

test('bootctl, systemctl and systemd-analyze work with baton as with systemd-boot; f and Enter restart into what they say', async () => {
  await using machine = await startMachine({
    firmware: 'uefi',
    variables: at('variables.fd'),
    restarts: true,
    memory: 1024,
    disks: [{ file: esp, write: true }, { file: debian }],
  });
  const { serial } = machine;
  const countdown = (title: string) =>
    serial.expectScreen(new RegExp(`any key stops this: "${title}" boots`), {
      seconds: bootSeconds,
      what: `${title}'s turn`,
    });

  // The default of loader.conf, and what the tools say of this start.
  await countdown('Debian');
  const first = await logIn(serial, bootSeconds);
  await first.run("echo 'LABEL=ESP /efi vfat defaults 0 0' >> /etc/fstab; mkdir /efi; mount /efi");
  await useSystemdTools(first, '/efi/tools.tar');
  const status = await first.run('bootctl status --no-pager');
  assert.match(status, /Product: baton \d/);
  assert.match(status, /Firmware: UEFI \d\.\d+ \(EDK II/);
  assert.match(status, new RegExp(`ESP: /dev/disk/by-partuuid/${espUuid}`));
  for (const feature of ['Boot counting', 'Menu timeout control', 'One-shot entry control', 'Default entry control'])
    assert.match(status, `✓ ${feature}`);
  const list = await first.run('bootctl list --no-pager | cat');
  assert.match(list, /title: Debian \(default\) \(selected\)\n +id: a-debian\.conf\n/);
  const grub = `auto-grub-gnulinux-simple-${rootUuid}`;
  for (const id of ['c-program.conf', 'auto-reboot-to-firmware-setup', grub]) assert.match(list, `id: ${id}\n`);
  assert.match(await first.run('systemd-analyze'), /\(firmware\) \+ [^ ]+ \(loader\) \+ [^ ]+ \(kernel\)/);
  // Why baton's variables are kept: this firmware takes no others once a kernel runs.
  const volatile = `printf '\\x06\\0\\0\\0x' > ${variable('LoaderTest')}`;
  assert.match(await first.run(`(${volatile}) 2>&1 || true`), /Invalid argument/);

  // A default for all boots, and for the next one an entry that only baton knows: GRUB's.
  await first.run('bootctl set-default b-debian.conf');
  serial.type(`systemctl reboot --boot-loader-entry=${grub}\r`);
  await countdown('Debian GNU/Linux');
  const second = await logIn(serial, bootSeconds);
  assert.match(await second.run('cat /proc/cmdline'), /MOTTO/);
  assert.match(await second.run('bootctl status --no-pager'), /id: b-debian\.conf/);
  await second.run(`! test -e ${variable('LoaderEntryOneShot')}`);

  // An EFI program: the firmware starts it, with its options, and afterwards baton again.
  serial.type('systemctl reboot --boot-loader-entry=c-program.conf\r');
  await countdown('Program');
  await serial.expect(startedWith('is=program'), { seconds: bootSeconds, what: 'the program' });

  // Then the default of the variable, whose boot counter systemd-bless-boot finds, and ends by itself.
  await countdown('Counted Debian');
  const third = await logIn(serial, bootSeconds);
  assert.match(await third.run('cat /proc/cmdline'), /is=counted/);
  assert.not.match(await options(third), /baton once/);
  assert.match(await third.run(`cat ${variable('LoaderBootCountPath')} | tr -d '\\000'`), /b-debian\+2-1\.conf/);
  await third.run('for second in $(seq 50); do test -e /efi/loader/entries/b-debian.conf && break; sleep 1; done');
  assert.match(await third.run('ls /efi/loader/entries'), /b-debian\.conf/);

  // The setup, by the system and by the key.
  serial.type('systemctl reboot --firmware-setup\r');
  const setup = { seconds: bootSeconds, what: 'the setup of the firmware' };
  await serial.expectScreen(/Select Language/, setup);
  await machine.qmp.execute('system_reset');
  await countdown('Counted Debian');
  serial.type('f');
  await serial.expect(/restarts into the setup/, { seconds: keySeconds, what: 'the restart' });
  await serial.expectScreen(/Select Language/, setup);
  await machine.qmp.execute('system_reset');

  // What cannot be started once says why, and what the firmware has of its own is started.
  await countdown('Counted Debian');
  serial.type('b');
  await serial.expect(sentence('baton starts it itself: press Enter'), {
    seconds: keySeconds,
    what: 'why b does nothing',
  });
  serial.type('/EFI Default\r');
  await serial.expect(sentence('would come to it again'), { seconds: keySeconds, what: 'why baton is not started' });
  const eraseLine = '\x15';
  serial.type(`${eraseLine}Internal Shell\r`);
  await serial.expect(/UEFI Interactive Shell/, { seconds: menuSeconds, what: 'the shell of the firmware' });
});

test.run();
