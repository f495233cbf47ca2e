// A real Debian whose root, /boot included, lies in LUKS2: what is typed into baton opens it there as well, and the
// journal gets there with any initramfs.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { encryptedDebian, passphrase } from '../../qemu/encrypted-debian/disk.ts';
import type { Machine } from '../../qemu/machine.ts';
import { logIn, loginPrompt } from '../../qemu/shell.ts';
import { forQuestion, question, start } from './luks.ts';
import { bootSeconds } from './seconds.ts';

const disk = await encryptedDebian();

/** Boots the entry `title` with the passphrase typed into baton. */
async function boot(title: string, settings: string): Promise<Machine> {
  const machine = await start([disk], `baton.timeout=1 baton.boot="${title}" ${settings}`);
  await machine.serial.expectScreen(question('/dev/vda'), forQuestion);
  machine.serial.type(`${passphrase}\r`);
  return machine;
}

const systems = {
  'initramfs-tools': 'Debian GNU/Linux',
  'dracut without systemd': 'dracut',
  'systemd in the initramfs': 'dracut with systemd',
};

for (const [what, title] of Object.entries(systems)) {
  test(`with ${what} the passphrase is typed once, and the journal is handed on`, async () => {
    await using machine = await boot(title, 'baton.luks.handover baton.journal');
    const { serial } = machine;
    const shell = await logIn(serial, bootSeconds);
    assert.not.match(serial.transcript, /Please unlock disk|Password \(|Please enter passphrase/);
    assert.match(await shell.run('cat /sys/class/block/dm-0/dm/uuid'), /^CRYPT-LUKS2-/);
    assert.match(await shell.run('findmnt --noheadings --output SOURCE /'), /^\/dev\/mapper\//);
    assert.is(await shell.run('stat -c "%a %U" /run/baton/journal.json'), '644 root\n');
    assert.match(await shell.run('cat /run/baton/journal.json'), new RegExp(`loading \\\\?"${title}`));
    // The key lay in the initramfs alone, which is gone, and nowhere else that can be read later.
    assert.is(await shell.run('ls /etc/cryptsetup-keys.d /cryptroot 2>/dev/null | wc -l'), '0\n');
    assert.is(await shell.run(`grep -c "${passphrase.replace('-', '[-]')}" /proc/cmdline || true`), '0\n');
  });
}

test('without the setting the system asks again', async () => {
  await using machine = await boot(systems['initramfs-tools'], '');
  const { serial } = machine;
  await serial.expect(/Please unlock disk root_crypt/, { seconds: bootSeconds, what: "initramfs-tools' question" });
  serial.type(`${passphrase}\r`);
  await serial.expect(loginPrompt, { seconds: bootSeconds, what: "Debian's login prompt" });
});

test.run();
